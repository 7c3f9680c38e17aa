namespace Flamenco.Cli.Submit;

/// <summary>What <c>flamenco submit</c> is asked for.</summary>
internal sealed record SubmitOptions
{
    /// <summary>Null for job types that render no file.</summary>
    public string? File { get; init; }

    public required string Type { get; init; }

    /// <summary>Null: the scene's own.</summary>
    public string? Frames { get; init; }

    /// <summary>Null: a new folder beside the file.</summary>
    public string? Output { get; init; }

    /// <summary>Frames per task. Null: the job type's default.</summary>
    public int? ChunkSize { get; init; }

    /// <summary>0 to 100, higher first.</summary>
    public int Priority { get; init; }

    /// <summary>Null: the file's name.</summary>
    public string? Name { get; init; }

    /// <summary>Only Workers with this tag: its name or id. Null: all.</summary>
    public string? Tag { get; init; }

    /// <summary>Texts <c>key=value</c>; they win over everything else.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public bool Paused { get; init; }

    public bool Watch { get; init; }

    public bool Json { get; init; }

    /// <summary>The Blender that looks at the file: a path, or a name in PATH.</summary>
    public required string Blender { get; init; }
}
