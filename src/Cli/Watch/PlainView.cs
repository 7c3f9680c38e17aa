using Flamenco.Cli.Output;

namespace Flamenco.Cli.Watch;

/// <summary>For files and pipes: a line whenever something has changed.</summary>
internal sealed class PlainView(TextWriter writer) : IWatchView
{
    private string? _shown;

    public Task ShowAsync(Func<Action<WatchedJob>, Task> watch) => watch(Show);

    private void Show(WatchedJob watched)
    {
        var changes = watched.Count.Length > 0 ? $"{watched.Job.Status}: {watched.Count}" : watched.Job.Status;
        if (changes == _shown)
            return;

        _shown = changes;
        string[] parts = [changes, watched.Rate, watched.Left];
        writer.WriteLine(SafeText.Line(string.Join(", ", parts.Where(part => part.Length > 0))));
        writer.Flush();
    }
}
