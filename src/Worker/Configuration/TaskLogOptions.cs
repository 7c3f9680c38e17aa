namespace Flamenco.Worker.Configuration;

/// <summary>How a task's log travels. Section <c>TaskLog</c>.</summary>
public sealed class TaskLogOptions
{
    public const string Section = "TaskLog";

    /// <summary>Send when so much has gathered. Bytes, 1 to 1,000,000. Default: 10,240.</summary>
    public int ChunkBytes { get; set; } = 10_240;

    /// <summary>Send what has gathered after this. Seconds, 0.01 to 60. Default: 1.</summary>
    public double FlushSeconds { get; set; } = 1;

    /// <summary>A log is cut here, visibly; protects memory and the Manager's disk. Bytes an attempt, 10,000 to 1,000,000,000. Default: 16,000,000.</summary>
    public int LimitBytes { get; set; } = 16_000_000;

    internal IEnumerable<string> Problems() =>
    [
        .. Bounds.Check("TaskLog:ChunkBytes", ChunkBytes, 1, 1_000_000),
        .. Bounds.Check("TaskLog:FlushSeconds", FlushSeconds, 0.01, 60),
        .. Bounds.Check("TaskLog:LimitBytes", LimitBytes, 10_000, 1_000_000_000),
    ];
}
