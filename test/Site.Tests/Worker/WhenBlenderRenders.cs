using Flamenco.Contracts.Site;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

public sealed class WhenBlenderRenders : IDisposable
{
    private const string Settings =
        "import bpy; r=bpy.context.scene.render; r.use_file_extension=True; r.use_overwrite=False; r.use_placeholder=False";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task each_frame_is_a_step_and_only_broken_ones_are_rendered_again()
    {
        using var run = new CommandRun(_folder);

        (await run.RunAsync(Render(BlenderFiles.Good))).ShouldBeNull();
        run.Outbox.Steps.ShouldBe(3);
        var whole = File.GetLastWriteTimeUtc(Frame(1));
        using (var cut = File.OpenWrite(Frame(2)))
            cut.SetLength(cut.Length / 2);
        using var elsewhere = new TemporaryFolder();
        using var again = new CommandRun(elsewhere);
        await again.RunAsync(Render(BlenderFiles.Good));

        again.Outbox.Steps.ShouldBe(3);
        again.Outbox.Lines.ShouldContain($"-- removed broken frame {Frame(2)}: it is cut short");
        again.Outbox.Lines.Count(line => line.Contains("Saved: '", StringComparison.Ordinal)).ShouldBe(1);
        File.GetLastWriteTimeUtc(Frame(1)).ShouldBe(whole);
    }

    [Fact]
    public async Task the_note_says_that_scripts_and_drivers_did_not_run()
    {
        using var run = new CommandRun(_folder);

        var note = await run.RunAsync(Render(BlenderFiles.Scripts, frames: "1"));

        note.ShouldNotBeNull().ShouldContain("scripts and drivers in this file did not run (a driver, rig.py)");
        run.Outbox.Lines.ShouldNotContain(line => line.Contains("RAN A SCRIPT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_missing_denoiser_is_explained() =>
        (await FailureAsync(Render(BlenderFiles.Denoised))).ShouldStartWith(
            "This Worker's Blender has no denoiser. Switch denoising off (Render Properties > Sampling > Render > Denoise)");

    [Fact]
    public async Task a_missing_camera_is_explained() =>
        (await FailureAsync(Render(BlenderFiles.NoCamera))).ShouldStartWith("The scene has no camera.");

    [Fact]
    public async Task a_missing_file_is_explained() =>
        (await FailureAsync(Render("/nowhere/shot.blend"))).ShouldStartWith("The file /nowhere/shot.blend does not exist on this Worker's machine.");

    [Fact]
    public async Task a_damaged_file_is_explained()
    {
        var damaged = _folder.File("damaged.blend");
        await File.WriteAllBytesAsync(damaged, (await File.ReadAllBytesAsync(BlenderFiles.Good))[..100_000]);

        (await FailureAsync(Render(damaged))).ShouldStartWith($"The file {damaged} is damaged (Missing DNA block).");
    }

    [Fact]
    public async Task an_empty_file_is_explained()
    {
        var empty = _folder.File("empty.blend");
        await File.WriteAllBytesAsync(empty, []);

        (await FailureAsync(Render(empty))).ShouldContain("empty.blend is not a .blend file that this Blender can read");
    }

    [Fact]
    public async Task a_place_that_can_not_be_written_is_explained() =>
        (await FailureAsync(Render(BlenderFiles.Good, output: "/proc/nowhere/######", frames: "1"))).ShouldContain("The picture /proc/nowhere/000001.png could not be saved.");

    [Fact]
    public async Task a_scene_that_does_not_exist_stops_it_before_a_wrong_picture_is_made()
    {
        (await FailureAsync(Render(BlenderFiles.Good, scene: "Nope"))).ShouldStartWith("There is no scene \"Nope\" in");

        File.Exists(Frame(1)).ShouldBeFalse();
    }

    private async Task<string> FailureAsync(Command command)
    {
        using var run = new CommandRun(_folder);
        return await run.FailureAsync(command);
    }

    private string Frame(int frame) => _folder.File($"out/{frame:D6}.png");

    private Command Render(string file, string? output = null, string frames = "1..3", string scene = "Scene") => Commands.Of(
        "blender-render",
        $$"""
        {
            "exe": "blender", "exeArgs": "-b -Y", "argsBefore": [], "blendfile": {{Commands.Quoted(file)}},
            "args": ["--scene", {{Commands.Quoted(scene)}}, "--python-expr", {{Commands.Quoted(Settings)}},
                "--render-output", {{Commands.Quoted(output ?? _folder.File("out/######"))}}, "--render-format", "PNG", "--render-frame", "{{frames}}"]
        }
        """,
        steps: 3);
}
