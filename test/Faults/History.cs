using System.Text;

namespace Flamenco.Faults;

/// <summary>Everything that happened, in its order. Tests wait for it instead of waiting for a while.</summary>
public sealed class History(int seed)
{
    private const int MostPrinted = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<Happening> _happened = [];
    private TaskCompletionSource _more = New();

    public IReadOnlyList<Happening> Happened
    {
        get
        {
            lock (_lock)
                return [.. _happened];
        }
    }

    /// <summary>Waits until this has happened; what has happened already counts.</summary>
    /// <param name="which">What is waited for.</param>
    /// <param name="times">How often it must have happened.</param>
    /// <exception cref="TimeoutException">It did not; the message carries the history.</exception>
    public async Task<Happening> HappensAsync(Func<Happening, bool> which, int times = 1)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_happened.Where(which).ElementAtOrDefault(times - 1) is { } found)
                    return found;
                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException over)
            {
                throw new TimeoutException(
                    $"waited {Patience.TotalSeconds:0} s for something that did not happen {times} times on a link\n{this}", over);
            }
        }
    }

    /// <summary>The seed, and the newest of what happened.</summary>
    public override string ToString()
    {
        var happened = Happened;
        var text = new StringBuilder().Append("seed ").Append(seed).Append(", ").Append(happened.Count).AppendLine(" events");
        if (happened.Count > MostPrinted)
            text.AppendLine("  ...");
        foreach (var happening in happened.TakeLast(MostPrinted))
            text.AppendLine(happening.ToString());
        return text.ToString();
    }

    internal void Add(string link, int connection, What what, Direction? direction = null, int bytes = 0, string detail = "")
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            _happened.Add(new Happening(_happened.Count + 1, link, connection, what, direction, bytes, detail));
            (more, _more) = (_more, New());
        }

        more.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
