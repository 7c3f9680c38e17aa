using System.Text.Json.Serialization;

namespace Flamenco.Contracts.Site;

/// <summary>Answer to <c>GET /api/v3/version</c>.</summary>
public sealed record FlamencoVersion
{
    public required string Version { get; init; }

    [JsonPropertyName("shortversion")]
    public required string ShortVersion { get; init; }

    /// <summary>The Manager's name.</summary>
    public required string Name { get; init; }

    public required string Git { get; init; }
}

/// <summary>Answer to <c>GET /api/v3/configuration</c>.</summary>
public sealed record ManagerConfiguration
{
    [JsonPropertyName("storageLocation")]
    public required string StorageLocation { get; init; }

    [JsonPropertyName("shamanEnabled")]
    public required bool ShamanEnabled { get; init; }

    [JsonPropertyName("isFirstRun")]
    public required bool IsFirstRun { get; init; }
}

/// <summary>Answer to <c>GET /api/v3/configuration/shared-storage/{audience}/{platform}</c>.</summary>
public sealed record SharedStorageLocation
{
    public required string Location { get; init; }

    public required string Audience { get; init; }

    public required string Platform { get; init; }

    [JsonPropertyName("shamanEnabled")]
    public required bool ShamanEnabled { get; init; }
}

/// <summary>Answer to <c>GET /api/v3/worker-mgt/tags</c>.</summary>
public sealed record WorkerTagList
{
    public required IReadOnlyList<WorkerTag> Tags { get; init; }
}

/// <summary>A named group of Workers. To create or change one: its name, and its description if it is to have another.</summary>
public sealed record WorkerTag
{
    public Guid? Id { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }
}
