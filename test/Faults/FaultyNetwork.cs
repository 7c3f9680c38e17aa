using System.Net;
using Flamenco.Faults.Sights;

namespace Flamenco.Faults;

/// <summary>
/// Links between processes that can be made to fail, and what happened on them. Everything that is drawn by chance comes from the
/// seed; everything that happens is in the history.
/// </summary>
/// <param name="seed">What chance depends on.</param>
/// <param name="time">The clock of delays; null: the system's.</param>
public sealed class FaultyNetwork(int seed, TimeProvider? time = null) : IAsyncDisposable
{
    private readonly List<FaultyLink> _links = [];

    public int Seed => seed;

    public History History { get; } = new(seed);

    /// <summary>For what a test itself draws.</summary>
    public Random Chance { get; } = new(seed);

    /// <summary>Opens a link: clients connect to its address and reach the target, which need not be there yet.</summary>
    /// <param name="name">For people.</param>
    /// <param name="target">Where the server listens.</param>
    /// <param name="sights">What the link watches for; rules can wait for these.</param>
    public FaultyLink Link(string name, IPEndPoint target, params Sight[] sights)
    {
        var link = new FaultyLink(name, target, sights, History, time ?? TimeProvider.System, seed + _links.Count);
        _links.Add(link);
        return link;
    }

    /// <summary>Runs a test; if it fails, its message carries the seed and the history.</summary>
    /// <exception cref="FailedOnAFaultyNetworkException">The test failed.</exception>
    public async Task TellAsync(Func<Task> test)
    {
        try
        {
            await test();
        }
        catch (Exception failure)
        {
            throw new FailedOnAFaultyNetworkException($"{failure.Message}\n{History}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links)
            await link.DisposeAsync();
    }
}

/// <summary>A test failed; the message says what happened on its links.</summary>
public sealed class FailedOnAFaultyNetworkException(string message, Exception inner) : Exception(message, inner);
