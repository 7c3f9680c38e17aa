namespace Flamenco.Grains.Leases;

/// <summary>How long Workers and sites are trusted of which nobody hears. Section <c>Leases</c>.</summary>
public sealed class LeaseOptions
{
    /// <summary>
    /// A Worker is lost when its Manager has not seen it for so long: its tasks are queued again. 2 s to 1 h, default 40 s. A Worker must
    /// show a sign of life at least twice in this time (<c>Link:AliveSeconds</c>).
    /// </summary>
    public TimeSpan Worker { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>
    /// A site is lost when its Manager has not reported for so long, in farm time: the tasks of its Workers are queued again. Longer than
    /// <see cref="Worker"/>, up to 1 day, default 15 min. So long may a site be cut off without losing a render.
    /// </summary>
    public TimeSpan Site { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often each Server looks for attempts that nobody answers for any more. 1 s to 10 min, default 10 s.</summary>
    public TimeSpan Beat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with these options, naming key, value and bound; null: nothing.</summary>
    public string? Problem() =>
        Worker < TimeSpan.FromSeconds(2) || Worker > TimeSpan.FromHours(1) ? $"Leases:Worker is {Worker}; it must be 00:00:02 to 01:00:00"
        : Site <= Worker || Site > TimeSpan.FromDays(1) ? $"Leases:Site is {Site}; it must be longer than Leases:Worker ({Worker}), up to 1.00:00:00"
        : Beat < TimeSpan.FromSeconds(1) || Beat > TimeSpan.FromMinutes(10) ? $"Leases:Beat is {Beat}; it must be 00:00:01 to 00:10:00"
        : null;
}
