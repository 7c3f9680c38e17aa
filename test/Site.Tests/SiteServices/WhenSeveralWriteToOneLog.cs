using Shouldly;

namespace Flamenco.Site.Tests.SiteServices;

public sealed class WhenSeveralWriteToOneLog : IDisposable
{
    private const int Writers = 8;
    private const int LinesEach = 25;

    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task every_line_is_there_whole_and_in_its_writers_order()
    {
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var line = 0; line < LinesEach; line++)
                await _folder.AppendTextAsync($"writer {writer} line {line} {new string('x', 200)}");
        })));

        var lines = File.ReadAllLines(_folder.Logs.Find(LogFolder.Log)!.Path);
        lines.Length.ShouldBe(Writers * LinesEach);
        for (var writer = 0; writer < Writers; writer++)
        {
            lines.Where(line => line.StartsWith($"writer {writer} ", StringComparison.Ordinal)).ShouldBe(
                Enumerable.Range(0, LinesEach).Select(line => $"writer {writer} line {line} {new string('x', 200)}"));
        }
    }

    [Fact]
    public async Task chunks_that_all_of_them_repeat_stand_there_once()
    {
        var whole = string.Concat(Enumerable.Range(0, 200).Select(line => $"line {line}\n"));

        await Task.WhenAll(Enumerable.Range(1, Writers).Select(writer => Task.Run(() => DeliverAsync(whole, chunk: 10 + (37 * writer)))));

        _folder.Text().ShouldBe(whole);
    }

    [Fact]
    public async Task logs_of_other_attempts_do_not_wait_for_each_other_or_mix()
    {
        var attempts = Enumerable.Range(1, Writers).Select(attempt => LogFolder.Log with { Attempt = attempt }).ToList();

        await Task.WhenAll(attempts.Select(log => Task.Run(() => _folder.AppendAsync(log, 0, $"of {log.Attempt}"))));

        attempts.Select(_folder.Text).ShouldBe(attempts.Select(log => $"of {log.Attempt}"));
    }

    /// <summary>As a Worker does: goes on where it is told to.</summary>
    private async Task DeliverAsync(string whole, int chunk)
    {
        for (var offset = 0; offset < whole.Length;)
        {
            var text = whole[offset..Math.Min(whole.Length, offset + chunk)];
            offset = await _folder.AppendAsync(offset, text) is { } goOn ? (int)goOn : offset + text.Length;
        }
    }
}
