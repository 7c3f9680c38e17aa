using Flamenco.Worker.Execution;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

public sealed class WhenACommandIsGivenParameters : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("echo", "{}", "command echo: parameter \"message\" is missing")]
    [InlineData("echo", "[]", "must be a JSON object")]
    [InlineData("sleep", """{"duration_in_seconds": "1"}""", "must be a number")]
    [InlineData("sleep", """{"duration_in_seconds": -1}""", "must be 0 to")]
    [InlineData("blender-render", """{"exe": ""}""", "\"exe\" must not be empty")]
    [InlineData("blender-render", """{"exe": "blender"}""", "\"blendfile\" is missing")]
    [InlineData("blender-render", """{"exe": "blender", "blendfile": "-shot.blend"}""", "must be an absolute path")]
    [InlineData("blender-render", """{"exe": "blender", "blendfile": "", "args": "x"}""", "\"args\" must be a list")]
    [InlineData("blender-render", """{"exe": "blender", "blendfile": "", "exeArgs": "'open"}""", "not closed")]
    [InlineData("blender-render", """{"exe": "/bin/sh", "blendfile": ""}""", "does not run \"/bin/sh\" as blender")]
    [InlineData("blender-render", """{"exe": "sh", "blendfile": ""}""", "does not run \"sh\" as blender")]
    [InlineData("blender-render", """{"exe": "/opt/blender-9/blender", "blendfile": ""}""", "does not exist on this Worker's machine")]
    [InlineData("frames-to-video", """{"exe": "ffmpeg", "fps": 0}""", "\"fps\" must be above 0")]
    [InlineData("frames-to-video", """{"exe": "ffmpeg", "fps": 24, "inputGlob": "*.png"}""", "must be an absolute path")]
    [InlineData("make-directory", """{"path": "x"}""", "must be an absolute path")]
    [InlineData("make-directory", """{"path": "/x\u0000y"}""", "NUL")]
    [InlineData("make-directory", """{"path": "/proc/x"}""", "could not make the folder")]
    [InlineData("move-directory", """{"src": "/none", "dest": "/other"}""", "/none does not exist")]
    [InlineData("copy-file", """{"src": "/none", "dest": "/other"}""", "/none is not an existing file")]
    public async Task a_wrong_one_is_named(string command, string parameters, string expected)
    {
        using var run = new CommandRun(_folder);

        (await run.FailureAsync(Commands.Of(command, parameters))).ShouldContain(expected);
    }

    [Fact]
    public void what_is_no_text_in_a_list_is_printed() =>
        new CommandParameters(Commands.Of("x", """{"args": ["a", 1.5, true, null]}""")).List("args").ShouldBe(["a", "1.5", "true", "null"]);

    [Theory]
    [InlineData("a  b", "a|b")]
    [InlineData("'a b' \"c 'd'\" e\\ f", "a b|c 'd'|e f")]
    [InlineData("''", "")]
    [InlineData("  ", null)]
    public void words_are_split_as_a_shell_does(string text, string? expected) =>
        ShellWords.Split(text).ShouldBe(expected?.Split('|') ?? []);

    [Fact]
    public async Task a_folder_in_the_way_is_moved_aside_never_lost()
    {
        using var run = new CommandRun(_folder);
        var destination = _folder.File("final");
        for (var i = 0; i < 3; i++)
        {
            Directory.CreateDirectory(_folder.File("fresh"));
            Directory.SetLastWriteTimeUtc(_folder.File("fresh"), new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
            await run.RunAsync(Commands.Of("move-directory", $$"""{"src": {{Commands.Quoted(_folder.File("fresh"))}}, "dest": {{Commands.Quoted(destination)}}}"""));
        }

        Directory.GetDirectories(_folder.Path, "final*").Length.ShouldBe(3);
        Directory.GetDirectories(_folder.Path, "final-2026-01-02_*-001").Length.ShouldBe(1);
    }

    [Fact]
    public async Task a_file_is_copied_once_and_never_over_another()
    {
        using var run = new CommandRun(_folder);
        await File.WriteAllTextAsync(_folder.File("a"), "content");
        var command = Commands.Of("copy-file", $$"""{"src": {{Commands.Quoted(_folder.File("a"))}}, "dest": {{Commands.Quoted(_folder.File("deep/er/b"))}}}""");

        await run.RunAsync(command);

        (await File.ReadAllTextAsync(_folder.File("deep/er/b"))).ShouldBe("content");
        Directory.GetFiles(_folder.File("deep/er")).Length.ShouldBe(1);
        (await run.FailureAsync(command)).ShouldContain("exists already");
    }
}
