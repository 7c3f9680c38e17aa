using Flamenco.Worker.Delivery;

namespace Flamenco.Site.Tests.Worker;

/// <summary>Remembers what was to be delivered.</summary>
internal sealed class RecordedOutbox : IAttemptOutbox
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    public int Steps { get; private set; }

    public bool HasResult => false;

    public CancellationToken Stale => CancellationToken.None;

    public void Log(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            _more.TrySetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async Task<string> LineAsync(string end)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_lines.Find(line => line.EndsWith(end, StringComparison.Ordinal)) is { } found)
                    return found;
                more = _more.Task;
            }

            await more.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    public void Progress(int steps, string activity) => Steps = steps;

    public void Status(string status, string activity, int? steps = null)
    {
    }

    public void Abandon()
    {
    }

    public Task DeliveredAsync(CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
