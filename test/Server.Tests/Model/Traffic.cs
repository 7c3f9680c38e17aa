using Flamenco.Storage;
using Flamenco.Storage.Committing;

namespace Flamenco.Server.Tests.Model;

/// <summary>Everything that is on its way or half done. A seed decides what goes on next, what is lost, what comes twice, what dies halfway.</summary>
internal sealed class Traffic(Random random, IReadOnlySet<Happening> happenings)
{
    private const int OneIn = 8;

    private readonly List<Process> _inFlight = [];
    private readonly List<string> _steps = [];

    /// <summary>In some seeds the newest go first, so that others become very late.</summary>
    private readonly bool _isHasty = random.Next(2) == 0;

    private bool _isSafe;

    public int Count => _inFlight.Count;

    /// <summary>What has happened, in order.</summary>
    public IReadOnlyList<string> Steps => _steps;

    /// <summary>From now on nothing is lost, doubled or killed.</summary>
    public void BeSafe() => _isSafe = true;

    public void Note(string step) => _steps.Add(step);

    /// <summary>Puts something on its way; its first step is its arrival, whenever that is.</summary>
    public void Send(string what, Func<IAsyncEnumerable<string>> arrives)
    {
        if (Happens(Happening.MessageLost))
        {
            Note($"{what}: lost");
            return;
        }

        Note($"{what}: sent");
        _inFlight.Add(new Process(what, arrives().GetAsyncEnumerator()));
        if (Happens(Happening.MessageDoubled))
            _inFlight.Add(new Process($"{what} (again)", arrives().GetAsyncEnumerator()));
    }

    /// <summary>One of them goes on by one step.</summary>
    public async Task AdvanceAsync()
    {
        var process = _inFlight[_isHasty ? Math.Max(random.Next(_inFlight.Count), random.Next(_inFlight.Count)) : random.Next(_inFlight.Count)];
        if (Happens(Happening.ProcessCrashes) && random.Next(2) == 0)
        {
            Note($"{process.What}: dies");
            await EndAsync(process);
            return;
        }

        try
        {
            if (await process.Steps.MoveNextAsync())
            {
                Note($"{process.What}: {process.Steps.Current}");
                return;
            }

            Note($"{process.What}: done");
        }
        catch (Exception exception) when (exception is OutcomeUnknownException or StoreUnavailableException)
        {
            Note($"{process.What}: {exception.Message}");
        }

        await EndAsync(process);
    }

    public async Task DropAllAsync()
    {
        foreach (var process in _inFlight.ToList())
            await EndAsync(process);
    }

    private bool Happens(Happening happening) => !_isSafe && happenings.Contains(happening) && random.Next(OneIn) == 0;

    private async Task EndAsync(Process process)
    {
        _inFlight.Remove(process);
        await process.Steps.DisposeAsync();
    }

    private sealed record Process(string What, IAsyncEnumerator<string> Steps);
}
