using Flamenco.Worker.Commands.Blender;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Execution;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

public class WhenABlenderCommandLineIsBuilt
{
    private static readonly BlenderOptions Strict = new();
    private static readonly BlenderOptions Trusting = new() { AllowScripts = true, AllowArguments = "--debug-cycles" };

    [Fact]
    public void the_parts_stand_in_flamencos_order() =>
        BlenderArguments.Line(["-b", "-Y"], ["--factory-startup"], "/shot.blend", ["-o", "/out/######"], Strict)
            .ShouldBe(["-b", "-Y", "--factory-startup", "/shot.blend", "-o", "/out/######"]);

    [Fact]
    public void there_is_never_a_window_and_scripts_are_off_unless_asked_for() =>
        BlenderArguments.Line([], [], "/shot.blend", [], Trusting).ShouldBe(["-b", "-Y", "/shot.blend"]);

    [Theory]
    [InlineData("-y")]
    [InlineData("--enable-autoexec")]
    [InlineData("-P", "/tmp/evil.py")]
    [InlineData("--python", "/tmp/evil.py")]
    [InlineData("--python-text", "evil")]
    public void what_runs_scripts_in_files_needs_the_owners_leave(params string[] words)
    {
        Should.Throw<CommandFailedException>(() => BlenderArguments.Read(words, Strict)).Message.ShouldContain("Blender:AllowScripts");
        BlenderArguments.Read(words, Trusting).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("--app-template", "evil")]
    [InlineData("--log-file", "/etc/passwd")]
    [InlineData("--python-console")]
    [InlineData("--command", "extension")]
    [InlineData("-Pevil")]
    public void unknown_arguments_are_refused(params string[] words) =>
        Should.Throw<CommandFailedException>(() => BlenderArguments.Read(words, Trusting)).Message.ShouldContain("AllowArguments");

    [Fact]
    public void an_argument_that_the_owner_allows_passes() =>
        BlenderArguments.Read(["--debug-cycles"], Trusting).Single().Name.ShouldBe("--debug-cycles");

    [Theory]
    [InlineData("-y")]
    [InlineData("--enable-autoexec")]
    [InlineData("--factory-startup")]
    [InlineData("-b")]
    public void a_scene_that_blender_would_take_for_an_argument_is_refused(string scene) =>
        Should.Throw<CommandFailedException>(() => BlenderArguments.Read(["--scene", scene], Trusting)).Message.ShouldContain("another name");

    [Theory]
    [InlineData("--python-expr")]
    [InlineData("- a scene")]
    [InlineData("it's \"quoted\" %d $HOME")]
    public void an_odd_scene_name_passes(string scene) =>
        BlenderArguments.Read(["--scene", scene], Strict).Single().Value.ShouldBe(scene);

    [Fact]
    public void a_second_file_between_the_arguments_is_refused() =>
        Should.Throw<CommandFailedException>(() => BlenderArguments.Read(["/other.blend"], Strict)).Message.ShouldContain("only one file");

    [Theory]
    [InlineData("/out/######", "PNG", 7, "/out/000007.png")]
    [InlineData("/out/shot", "PNG", 7, "/out/shot0007.png")]
    [InlineData("/out/", "JPEG", 7, "/out/0007.jpg")]
    [InlineData("/out#/f##-##", "TIFF", 123, "/out#/f##-123.tif")]
    [InlineData("/out##/f", "OPEN_EXR_MULTILAYER", 1, "/out##/f0001.exr")]
    [InlineData("/out/###.png", "PNG", 1, "/out/001.png")]
    [InlineData("/out/###.jpeg", "JPEG", 1, "/out/001.jpeg")]
    [InlineData("/out/###.png", "OPEN_EXR", 1, "/out/001.exr")]
    [InlineData("/out/v1.2_###", "PNG", 1, "/out/v1.2_001.png")]
    [InlineData("//out/###", "PNG", 1, "/project/out/001.png")]
    public void the_place_of_a_frame_is_known_before(string output, string format, int frame, string expected) =>
        Predict("-o", output, "-F", format, "-f", $"{frame}").ShouldBe([new FrameFile(frame, expected)]);

    [Fact]
    public void all_frames_of_a_chunk_are_known() =>
        Predict("-o", "/out/##", "-F", "PNG", "-f", "1..3,9")!.Select(file => file.Path)
            .ShouldBe(["/out/01.png", "/out/02.png", "/out/03.png", "/out/09.png"]);

    [Theory]
    [InlineData("-F", "PNG", "-f", "1")]
    [InlineData("-o", "/out/", "-f", "1")]
    [InlineData("-f", "1", "-o", "/out/", "-F", "PNG")]
    [InlineData("-o", "/out/", "-F", "PNG", "-f", "+1")]
    [InlineData("-o", "/out/", "-F", "PNG", "-a")]
    [InlineData("-o", "out/", "-F", "PNG", "-f", "1")]
    [InlineData("-o", "/out/", "-F", "PNG", "-x", "0", "-f", "1")]
    public void where_the_arguments_do_not_tell_nothing_is_guessed(params string[] words) => Predict(words).ShouldBeNull();

    private static IReadOnlyList<FrameFile>? Predict(params string[] words) =>
        OutputPaths.Predict(BlenderArguments.Read(words, Strict), "/project/shot.blend");
}
