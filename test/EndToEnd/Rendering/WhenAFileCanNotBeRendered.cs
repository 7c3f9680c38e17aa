using System.Text.Json;
using Flamenco.Contracts.Site;
using Flamenco.EndToEnd.Harness;
using Flamenco.EndToEnd.Scenes;

namespace Flamenco.EndToEnd.Rendering;

/// <summary>Submitted over HTTP, because the command line looks at the file and refuses earlier.</summary>
public sealed class WhenAFileCanNotBeRendered(ScenesOfBlender scenes) : IClassFixture<ScenesOfBlender>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData]
    [InlineData("--separate")]
    public async Task task_and_job_fail_with_what_an_artist_can_do(params string[] how)
    {
        await using var farm = await FarmUnderTest.StartAsync(_folder["farm"], how);
        var server = farm.ServerApi();
        (string File, string Says)[] cases =
        [
            (_folder["nothing-there.blend"], "does not exist"),
            (scenes["cut"], "damaged"),
            (scenes["text"], "not a .blend file"),
            (scenes["denoised"], "denois"),
            (scenes["no-camera"], "camera"),
        ];

        foreach (var (file, says) in cases)
        {
            var submitted = await server.SubmitAsync(AJob(file), Guid.NewGuid().ToString());
            var job = await server.EndedAsync(submitted.Id);

            job.Status.ShouldBe("failed", file);
            var task = (await server.TasksAsync(job.Id)).Tasks.First(task => task.TaskType == "blender");
            task.Status.ShouldBe("failed", file);
            task.Activity.ShouldNotBeNull().ShouldContain(says, Case.Insensitive, file);
        }
    }

    public void Dispose() => _folder.Dispose();

    private SubmittedJob AJob(string file) => new()
    {
        Name = Path.GetFileNameWithoutExtension(file),
        Type = "simple-blender-render",
        Settings = new Dictionary<string, JsonElement>
        {
            ["frames"] = JsonSerializer.SerializeToElement("1"),
            ["chunk_size"] = JsonSerializer.SerializeToElement(1),
            ["render_output_root"] = JsonSerializer.SerializeToElement(_folder.Path),
            ["add_path_components"] = JsonSerializer.SerializeToElement(0),
            ["render_output_path"] = JsonSerializer.SerializeToElement(_folder["frames/######"]),
            ["blendfile"] = JsonSerializer.SerializeToElement(file),
            ["fps"] = JsonSerializer.SerializeToElement(24.0),
            ["format"] = JsonSerializer.SerializeToElement("PNG"),
            ["image_file_extension"] = JsonSerializer.SerializeToElement(".png"),
            ["has_previews"] = JsonSerializer.SerializeToElement(false),
        },
    };
}
