namespace Flamenco.Grains.Managers;

/// <summary>What a Manager has announced of itself.</summary>
[GenerateSerializer, Alias("flamenco.manager.state")]
public sealed class ManagerState
{
    /// <summary>Where it can be reached; null until it has announced itself.</summary>
    [Id(0)]
    public string? Url { get; set; }

    [Id(1)]
    public string? Version { get; set; }
}
