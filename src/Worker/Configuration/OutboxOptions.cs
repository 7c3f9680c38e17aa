namespace Flamenco.Worker.Configuration;

/// <summary>What this Worker keeps on its disk until its Manager has it. Section <c>Outbox</c>.</summary>
public sealed class OutboxOptions
{
    public const string Section = "Outbox";

    /// <summary>
    /// The most bytes of logs that wait. When they are reached, further ones are dropped, and the log says so; results are always kept.
    /// Bytes, 10,000 to 1,000,000,000. Default: 64,000,000.
    /// </summary>
    public int LimitBytes { get; set; } = 64_000_000;

    /// <summary>With less free space than this in its data folder the Worker takes no new task. Bytes, 0 to 1,000,000,000,000. Default: 100,000,000.</summary>
    public long FreeSpaceFloorBytes { get; set; } = 100_000_000;

    /// <summary>A log is written to the disk after this at the latest; results are at once. Milliseconds, 1 to 10,000. Default: 100.</summary>
    public int WriteMilliseconds { get; set; } = 100;

    /// <summary>Or when so much has gathered. Bytes, 1 to 10,000,000. Default: 65,536.</summary>
    public int WriteBytes { get; set; } = 65_536;

    internal IEnumerable<string> Problems() =>
    [
        .. Bounds.Check("Outbox:LimitBytes", LimitBytes, 10_000, 1_000_000_000),
        .. Bounds.Check("Outbox:FreeSpaceFloorBytes", FreeSpaceFloorBytes, 0, 1_000_000_000_000),
        .. Bounds.Check("Outbox:WriteMilliseconds", WriteMilliseconds, 1, 10_000),
        .. Bounds.Check("Outbox:WriteBytes", WriteBytes, 1, 10_000_000),
    ];
}
