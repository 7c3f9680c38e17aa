using Flamenco.Domain.Failures;
using Flamenco.Domain.Jobs;

namespace Flamenco.Domain.Tasks;

/// <summary>Something that happens to a task. Exactly one of these.</summary>
public abstract record TaskEvent
{
    /// <summary>It is given to a Worker, under a new attempt.</summary>
    public sealed record Assigned(bool DependenciesDone, bool Held) : TaskEvent;

    /// <summary>The Worker of its open attempt finished it.</summary>
    public sealed record Completed : TaskEvent;

    /// <summary>The Worker of its open attempt failed it, and this was the verdict.</summary>
    public sealed record FailedWith(FailureVerdict Verdict) : TaskEvent;

    /// <summary>The Worker of its open attempt is lost, or proved that it does not run it.</summary>
    public sealed record Expired : TaskEvent;

    /// <summary>It waits, but every Worker that could run it has failed it or is blocklisted.</summary>
    public sealed record Stranded : TaskEvent;

    /// <summary>A person asks for something of this task alone.</summary>
    /// <param name="Command">What they ask for.</param>
    /// <param name="HasFailures">Is it known of some Workers that they failed it?</param>
    public sealed record Commanded(SingleTaskCommand Command, bool HasFailures = false) : TaskEvent;

    /// <summary>A job-wide command reached it.</summary>
    public sealed record Swept(Sweep Sweep, bool CanceledByFailing = false) : TaskEvent;
}
