using System.Diagnostics;
using Flamenco.Worker.Frames;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

public sealed class WhenAFrameIsLookedAt : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("tif")]
    [InlineData("exr")]
    [InlineData("bmp")]
    [InlineData("tga")]
    [InlineData("webp")]
    [InlineData("dpx")]
    public async Task a_cut_one_is_noticed_wherever_it_was_cut(string extension)
    {
        var whole = await MakeAsync(extension);
        var file = await File.ReadAllBytesAsync(whole);
        // The footer of a TGA comes after the picture.
        var end = extension == "tga" ? file.Length - 26 : file.Length;
        int[] cuts = [0, 1, 20, .. Enumerable.Range(1, 19).Select(i => end * i / 20), end - 13, end - 12, end - 4, end - 2, end - 1];

        var paths = cuts.Select((cut, i) => Write($"{i}.{extension}", file.AsSpan(0, cut))).ToList();

        var verdicts = await CheckAsync([whole, .. paths]);
        verdicts[0].ShouldBe(Verdict.Whole);
        cuts.Zip(verdicts.Skip(1)).Where(pair => pair.Second.IsWhole).Select(pair => pair.First).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("OPEN_EXR_MULTILAYER", ".exr")]
    [InlineData("OPEN_EXR", ".exr")]
    [InlineData("TIFF", ".tif")]
    [InlineData("HDR", ".hdr")]
    [InlineData("IRIS", ".rgb")]
    [InlineData("JPEG", ".jpg")]
    public async Task what_blender_writes_is_whole_and_a_cut_copy_is_not(string format, string extension)
    {
        BlenderFiles.Run(
            "-b", BlenderFiles.Good, "-o", _folder.File("frame"), "-F", format, "-x", "1", "-f", "1");
        var whole = _folder.File("frame0001" + extension);
        var file = await File.ReadAllBytesAsync(whole);
        var cuts = Enumerable.Range(1, 9).Select(i => file.Length * i / 10).Append(file.Length - 3).ToList();

        var verdicts = await CheckAsync([whole, .. cuts.Select((cut, i) => Write($"{i}{extension}", file.AsSpan(0, cut)))]);

        verdicts[0].ShouldBe(Verdict.Whole);
        verdicts.Skip(1).ShouldAllBe(verdict => !verdict.IsWhole);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("exr")]
    public async Task one_with_a_hole_at_its_end_is_noticed(string extension)
    {
        var whole = await MakeAsync(extension);
        var file = await File.ReadAllBytesAsync(whole);
        file.AsSpan(file.Length / 2).Clear();

        (await CheckAsync([Write($"hole.{extension}", file)]))[0].IsWhole.ShouldBeFalse();
    }

    [Fact]
    public async Task a_missing_an_empty_and_an_oddly_named_one_are_told_apart()
    {
        var odd = _folder.File("100%d [a] 'b'.jpg");
        File.Move(await MakeAsync("jpg"), odd);

        var verdicts = await CheckAsync([_folder.File("none.png"), Write("empty.png", []), odd]);

        verdicts.Select(verdict => verdict.Problem).ShouldBe(["there is no such file", "it is empty", null]);
    }

    [Fact]
    public async Task a_small_one_takes_no_time()
    {
        var path = await MakeAsync("png");
        FrameCheck.Look(path).IsWhole.ShouldBeTrue();
        var started = Stopwatch.GetTimestamp();

        for (var i = 0; i < 20; i++)
            FrameCheck.Look(path);

        Stopwatch.GetElapsedTime(started).TotalMilliseconds.ShouldBeLessThan(20 * 100);
    }

    private async Task<IReadOnlyList<Verdict>> CheckAsync(IReadOnlyList<string> paths)
    {
        using var run = new CommandRun(_folder);
        return await run.Service<FrameCheck>().CheckAsync(run.Context(Commands.Echo("")), paths, CancellationToken.None);
    }

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        using var file = File.Create(_folder.File(name));
        file.Write(content);
        return file.Name;
    }

    private async Task<string> MakeAsync(string extension)
    {
        var path = _folder.File("whole." + extension);
        using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=size=160x90", "-frames:v", "1", path]);
        await ffmpeg.WaitForExitAsync();
        return path;
    }
}
