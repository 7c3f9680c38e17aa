namespace Flamenco.Cli.Up;

/// <summary>The three roles of one farm, however they run.</summary>
internal interface IFarm : IAsyncDisposable
{
    /// <summary>Where the Server answers; known when started.</summary>
    Uri Server { get; }

    /// <summary>Where all its nodes answer, that one first; known when started.</summary>
    IReadOnlyList<Uri> Servers { get; }

    /// <summary>Where the Manager answers; known when started.</summary>
    Uri Manager { get; }

    /// <summary>Starts Server, Manager and Workers in this order; returns when all are ready.</summary>
    Task StartAsync(CancellationToken stop);

    /// <summary>Waits until a role ends by itself, and says which.</summary>
    Task<string> EndedAsync(CancellationToken stop);

    /// <summary>Stops what was started, in reverse order. May be called again.</summary>
    Task StopAsync();
}
