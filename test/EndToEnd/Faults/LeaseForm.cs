namespace Flamenco.EndToEnd.Faults;

/// <summary>
/// How long the tests about time take. Fast, with leases of seconds, unless <c>LEASES_FULL=1</c>: then leases are what they are by default
/// and outages last minutes.
/// </summary>
internal sealed record LeaseForm(TimeSpan Lease, TimeSpan Outage, int SleepSeconds, IReadOnlyList<(string Name, string? Value)> Environment)
{
    private const string Variable = "LEASES_FULL";

    public static bool IsFull => System.Environment.GetEnvironmentVariable(Variable) is "1";

    public static LeaseForm Chosen { get; } = IsFull
        ? new LeaseForm(TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(2), SleepSeconds: 30, [])
        : new LeaseForm(
            TimeSpan.FromSeconds(4),
            TimeSpan.FromSeconds(8),
            SleepSeconds: 3,
            [("FLAMENCO_Leases__Worker", "00:00:04"), ("FLAMENCO_Leases__Beat", "00:00:01"), ("FLAMENCO_Link__AliveSeconds", "1")]);

    /// <summary>So long after a Worker has vanished its task is queued again; a minute with the default lease.</summary>
    public TimeSpan QueuedAgainWithin => Lease * 1.5;
}
