namespace Flamenco.Silo.Stores;

/// <summary>How a Server node treats its database.</summary>
public sealed class StoreOptions
{
    public static readonly TimeSpan DefaultStartPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MostStartPatience = TimeSpan.FromMinutes(10);

    /// <summary>How long a start waits for a PostgreSQL that is away (key <c>StoreStartPatience</c>). 0 to 10 min; default 20 s.</summary>
    public TimeSpan StartPatience { get; set; } = DefaultStartPatience;

    /// <summary>What is wrong with these options; null if nothing is.</summary>
    public string? Problem() => StartPatience >= TimeSpan.Zero && StartPatience <= MostStartPatience
        ? null
        : $"StoreStartPatience is {StartPatience}; it must be {TimeSpan.Zero} to {MostStartPatience}";
}
