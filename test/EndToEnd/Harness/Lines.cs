namespace Flamenco.EndToEnd.Harness;

/// <summary>What a program has written so far, and a way to wait for what it will write.</summary>
internal sealed class Lines
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Matches, TaskCompletionSource<string?> Found)> _waiting = [];
    private bool _ended;

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    public string Text => string.Join('\n', All);

    public async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            Add(line);
        End();
    }

    /// <summary>The first line, old or new, that matches; null if the program ends without one.</summary>
    public Task<string?> FirstAsync(Func<string, bool> matches)
    {
        lock (_gate)
        {
            if (_lines.Find(line => matches(line)) is { } known)
                return Task.FromResult<string?>(known);
            if (_ended)
                return Task.FromResult<string?>(null);

            var found = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((matches, found));
            return found.Task;
        }
    }

    private void Add(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
            foreach (var (matches, found) in _waiting)
            {
                if (matches(line))
                    found.TrySetResult(line);
            }
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _ended = true;
            foreach (var (_, found) in _waiting)
                found.TrySetResult(null);
        }
    }
}
