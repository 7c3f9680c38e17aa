namespace Flamenco.Cli.Watch;

/// <summary>How fast a job goes, judged by its last minutes.</summary>
/// <param name="window">How far back it looks.</param>
internal sealed class Speed(TimeSpan window)
{
    private readonly Queue<(TimeSpan At, long Done)> _seen = new();
    private (TimeSpan At, long Done) _last;

    /// <summary>A second; null while nothing has been done since the watch began.</summary>
    public double? PerSecond =>
        _seen.TryPeek(out var first) && _last.Done > first.Done && _last.At > first.At
            ? (_last.Done - first.Done) / (_last.At - first.At).TotalSeconds
            : null;

    /// <summary>Takes in how much was done at a moment; moments rise.</summary>
    public void See(TimeSpan at, long done)
    {
        // Requeued: what was done before says nothing about what comes.
        if (done < _last.Done)
            _seen.Clear();

        _last = (at, done);
        _seen.Enqueue(_last);
        while (_seen.Count > 2 && at - _seen.Peek().At > window)
            _seen.Dequeue();
    }

    public TimeSpan? TimeLeft(long remaining) =>
        PerSecond is { } speed ? TimeSpan.FromSeconds(remaining / speed) : null;
}
