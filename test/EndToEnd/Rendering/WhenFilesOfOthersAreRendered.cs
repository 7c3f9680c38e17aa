using Flamenco.EndToEnd.Harness;
using Flamenco.EndToEnd.Scenes;

namespace Flamenco.EndToEnd.Rendering;

public sealed class WhenFilesOfOthersAreRendered(FilesOfOthers files) : IClassFixture<FilesOfOthers>, IDisposable
{
    private const int Frames = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(false, "factory")]
    [InlineData(true, "rotate_360", "neon_curves")]
    public async Task each_frame_is_what_blender_alone_makes_of_the_file(bool separate, params string[] names)
    {
        await using var farm = await FarmUnderTest.StartAsync(_folder["farm"], separate ? ["--separate"] : []);

        foreach (var name in names)
        {
            var rendered = await farm.RunAsync("submit", files[name], "--frames", $"1-{Frames}", "--output", _folder[name], "--watch");

            rendered.ShouldEndWith(0);
            await BlenderAloneAsync(files[name], _folder[$"{name}-alone-"]);
            for (var frame = 1; frame <= Frames; frame++)
            {
                var ours = await Pictures.PixelsAsync(Path.Combine(_folder[name], $"{frame:D6}.png"));
                var alone = await Pictures.PixelsAsync(_folder[$"{name}-alone-{frame:D6}.png"]);
                Pictures.LargestDifference(ours, alone).ShouldBeLessThanOrEqualTo(1, $"frame {frame} of {name}");
                Pictures.IsOfOneColour(ours).ShouldBeFalse($"frame {frame} of {name} is of one colour");
            }

            (await Pictures.FramesOfVideoAsync(Path.Combine(_folder[name], $"{name}-1-{Frames}.mp4"))).ShouldBe(Frames);
        }

        (await farm.StopAsync()).ShouldBe(0, farm.Program.Said());
    }

    [Fact]
    public async Task a_movie_as_output_is_refused_with_what_to_change()
    {
        await using var server = await FakeServer.StartAsync();

        var refused = await server.RunAsync("submit", files["earth"]);

        server.Submitted.ShouldBeEmpty();
        refused.ShouldEndWith(2).Errors.ShouldContain("Output Properties");
        refused.Errors.ShouldContain("File Format");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task BlenderAloneAsync(string file, string output)
    {
        var frames = Enumerable.Range(1, Frames).SelectMany(frame => new[] { "-f", $"{frame}" });
        await using var blender = RunningProgram.Start("blender", ["-b", file, "-o", output + "######", .. frames]);
        (await blender.EndAsync(Patience)).ShouldBe(0, blender.Said());
    }
}
