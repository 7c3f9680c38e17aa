using Flamenco.Worker.Commands.Blender;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

public class WhenBlendersLogIsRead
{
    private int _steps;
    private bool _hopeless;

    [Fact]
    public void a_frame_counts_once_in_old_and_new_blenders()
    {
        var log = Read(
            "Fra:1 Mem:9.04M (Peak 10.83M) | Time:00:00.00 | Mem:0.00M, Peak:0.00M | Scene, ViewLayer | Synchronizing object | Cube",
            "Saved: '/out/000001.png'",
            " Time: 00:00.19 (Saving: 00:00.13)",
            "skipping existing frame \"/out/000002.png\"",
            "00:01.234  render           | Saved: '/out/000003.png'",
            "00:01.234  render           | Time: 00:00.12 (Saving: 00:00.01)",
            "00:01.300  render           | Skipping existing frame \"/out/000004.png\"");

        _steps.ShouldBe(4);
        log.Files.ShouldBe(["/out/000001.png", "/out/000002.png", "/out/000003.png", "/out/000004.png"]);
    }

    [Fact]
    public void a_frame_that_was_not_saved_is_no_step()
    {
        var log = Read("Error: Render error (Invalid argument) cannot save: '/out/000001.png'", " Time: 00:00.15 (Saving: 00:00.12)");

        _steps.ShouldBe(0);
        log.Diagnosis.ShouldNotBeNull().ShouldContain("/out/000001.png could not be saved");
    }

    [Theory]
    [InlineData("Error: Cannot render, no camera", "the scene has no camera")]
    [InlineData("Build without OpenImageDenoiser", "has no denoiser")]
    [InlineData("Error: Cannot read file '/a.blend': No such file or directory", "/a.blend does not exist")]
    [InlineData("Error: Failed to read blend file '/a.blend': Missing DNA block", "/a.blend is damaged (Missing DNA block)")]
    [InlineData("Error: File format is not supported in file '/a.blend'", "/a.blend is not a .blend file")]
    [InlineData("System is out of GPU memory", "ran out of memory")]
    public void what_went_wrong_is_said_in_an_artists_words(string line, string expected) =>
        Read(line).Diagnosis.ShouldNotBeNull().ShouldContain(expected);

    [Fact]
    public void a_scene_that_is_not_there_makes_going_on_hopeless()
    {
        Read("Can't find scene: 'Nope' in file: '/a.blend'").Diagnosis.ShouldNotBeNull().ShouldContain("no scene \"Nope\"");

        _hopeless.ShouldBeTrue();
    }

    [Fact]
    public void scripts_and_drivers_that_did_not_run_are_noted() =>
        Read(
            "scripts disabled for \"/a.blend\", skipping 'rig.py'",
            "\tBPY_driver_exec: restricted access disallows name 'context', enable auto-execution to support")
            .Note.ShouldNotBeNull().ShouldStartWith("scripts and drivers in this file did not run (a driver, rig.py)");

    [Fact]
    public void a_missing_linked_file_is_noted() =>
        Read("Warning: Unable to open '/lib.blend': No such file or directory", "Info: Cannot find lib '/lib.blend'")
            .Note.ShouldNotBeNull().ShouldStartWith("linked files are missing, so things may be missing in the picture: /lib.blend");

    [Fact]
    public void an_ordinary_log_has_no_note() => Read("Blender 3.4.1", "Read blend: /a.blend").Note.ShouldBeNull();

    private BlenderLog Read(params string[] lines)
    {
        var log = new BlenderLog(() => _steps++, () => _hopeless = true);
        foreach (var line in lines)
            log.Add(line);
        return log;
    }
}
