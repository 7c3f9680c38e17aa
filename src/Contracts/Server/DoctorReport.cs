namespace Flamenco.Contracts.Server;

/// <summary>Answer to <c>GET /api/v1/doctor</c>: does everything hold in this farm that must hold?</summary>
public sealed record DoctorReport
{
    /// <summary><c>live</c>: a Server works on the farm. <c>stopped</c>: what is half done goes on when it is started.</summary>
    public required string Farm { get; init; }

    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Is nothing broken?</summary>
    public required bool Clean { get; init; }

    /// <summary>What was checked, in order.</summary>
    public required IReadOnlyList<DoctorCheck> Checks { get; init; }

    /// <summary>What is broken: of each invariant 100 at most, <see cref="DoctorCheck.Broken"/> counts all.</summary>
    public required IReadOnlyList<DoctorFinding> Findings { get; init; }

    /// <summary>What is worth knowing and no harm: of each invariant 100 at most.</summary>
    public required IReadOnlyList<DoctorFinding> Notes { get; init; }
}

/// <summary>One invariant, and how it was checked.</summary>
public sealed record DoctorCheck
{
    /// <summary><c>I1</c> to <c>I7</c>, <c>I9</c>, <c>I10</c>, <c>holds</c>, <c>statuses</c> or <c>files</c>; see docs/doctor.md.</summary>
    public required string Invariant { get; init; }

    /// <summary>What must hold, in words.</summary>
    public required string Promise { get; init; }

    /// <summary>How many things were looked at.</summary>
    public required long Looked { get; init; }

    /// <summary>What these are: <c>jobs</c>, <c>tasks</c>, …</summary>
    public required string Unit { get; init; }

    /// <summary>How often it does not hold.</summary>
    public required long Broken { get; init; }
}

/// <summary>Something that was found.</summary>
public sealed record DoctorFinding
{
    /// <summary>As in <see cref="DoctorCheck.Invariant"/>.</summary>
    public required string Invariant { get; init; }

    /// <summary><c>job</c>, <c>task</c>, <c>worker</c>, <c>grain</c>, <c>file</c> or <c>site</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its id; for a grain its type and key, for a file its path.</summary>
    public required string Id { get; init; }

    /// <summary>What was found, with the numbers.</summary>
    public required string Found { get; init; }

    /// <summary>What can be done about it; absent where nothing has to be.</summary>
    public string? Mend { get; init; }
}
