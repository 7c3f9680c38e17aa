namespace Flamenco.Grains;

/// <summary>Orleans grain storages that a silo must have.</summary>
public static class GrainStorageNames
{
    /// <summary>What Managers announce of themselves.</summary>
    public const string Managers = "managers";
}
