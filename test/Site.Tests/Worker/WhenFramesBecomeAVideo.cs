using System.Diagnostics;
using Flamenco.Contracts.Site;
using Flamenco.Worker.Commands.Video;
using Flamenco.Worker.Execution;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

public sealed class WhenFramesBecomeAVideo : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Frames => _folder.File("shot [v2]");

    private string Output => Path.Combine(Frames, "shot-1-5.mp4");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task it_holds_them_all_and_gets_its_name_last()
    {
        Make(5);
        using var run = new CommandRun(_folder);

        await run.RunAsync(Command());

        Directory.GetFiles(Frames, "*").Where(path => !path.EndsWith(".png", StringComparison.Ordinal)).ShouldBe([Output]);
        run.Outbox.Lines.ShouldContain($"-- {Output} holds all 5 frames");
    }

    [Fact]
    public async Task a_video_that_lacks_frames_is_a_failure_and_no_file()
    {
        Make(5);
        using (var cut = File.OpenWrite(Path.Combine(Frames, "000003.png")))
            cut.SetLength(100);
        using var run = new CommandRun(_folder);

        (await run.FailureAsync(Command())).ShouldContain("frames");
        File.Exists(Output).ShouldBeFalse();
        Directory.GetFiles(Frames, ".*").ShouldBeEmpty();
    }

    [Fact]
    public async Task no_frames_at_all_are_a_failure_that_says_so()
    {
        using var run = new CommandRun(_folder);

        (await run.FailureAsync(Command())).ShouldContain("no frames match");
    }

    [Fact]
    public void the_command_line_is_flamencos_within_our_limits() =>
        FramesToVideoCommand.Line(new(Command()), new("/frames/*.png"), 23.976, "/out.mp4").ShouldBe(
        [
            "-nostdin", "-hide_banner", "-y", "-loglevel", "info",
            "-protocol_whitelist", "file,pipe", "-r", "23.976", "-pattern_type", "glob", "-i", "/frames/*.png",
            "-c:v", "h264", "-crf", "20", "-r", "24", "-y", "-r", "23.976", "/out.mp4",
        ]);

    [Fact]
    public void a_job_may_not_widen_the_protocols() =>
        Should.Throw<CommandFailedException>(() => FramesToVideoCommand.Line(
            new(Commands.Of("frames-to-video", """{"args": ["-protocol_whitelist", "http"]}""")), new("/f/*.png"), 24, "/o.mp4"));

    [Theory]
    [InlineData("a*.png", "a1.png,ab.png")]
    [InlineData("a?.png", "a1.png,ab.png")]
    [InlineData("a[0-9].png", "a1.png")]
    [InlineData("*.{png,jpg}", "a1.png,ab.png,b.jpg")]
    [InlineData("*.jpg", "b.jpg")]
    public void a_glob_means_what_ffmpeg_means(string glob, string expected)
    {
        foreach (var name in (string[])["a1.png", "ab.png", "b.jpg", ".hidden.png"])
            File.WriteAllText(_folder.File(name), "");

        new GlobPattern(_folder.File(glob)).Files().Select(Path.GetFileName).ShouldBe(expected.Split(','));
    }

    private void Make(int count)
    {
        Directory.CreateDirectory(Frames);
        using var ffmpeg = Process.Start(
            "ffmpeg", ["-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=size=64x36", "-frames:v", $"{count}", "-start_number", "1", Path.Combine(Frames, "%06d.png")]);
        ffmpeg.WaitForExit();
    }

    private Command Command() => Commands.Of(
        "frames-to-video",
        $$"""
        {
            "exe": "ffmpeg", "exeArgs": "-loglevel info", "fps": 24, "inputGlob": {{Commands.Quoted(Path.Combine(Frames, "*.png"))}},
            "outputFile": {{Commands.Quoted(Output)}}, "args": ["-c:v", "h264", "-crf", "20", "-r", 24, "-y"]
        }
        """);
}
