namespace Flamenco.Cli.Verbs;

/// <summary>What <c>logs TASK --json</c> prints.</summary>
internal sealed record TaskLogText
{
    public required Guid TaskId { get; init; }

    public required Guid JobId { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The log as it is, control characters too (escaped, as JSON does).</summary>
    public required string Text { get; init; }
}
