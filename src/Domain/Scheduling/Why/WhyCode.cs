using System.Text.Json;

namespace Flamenco.Domain.Scheduling.Why;

/// <summary>Why something runs, or does not. On the wire in kebab-case.</summary>
public enum WhyCode
{
    /// <summary>It may be handed out: the next Worker that asks gets it, or one of those that follow.</summary>
    MayStart = 0,

    /// <summary>A Worker runs it.</summary>
    Running = 1,

    /// <summary>It is being given to a Worker at this moment.</summary>
    BeingAssigned = 2,

    Completed = 3,

    Failed = 4,

    Canceled = 5,

    Paused = 6,

    /// <summary>A command is being carried to the tasks of the job.</summary>
    SweepUnderWay = 7,

    /// <summary>The job does not run, so neither does its task.</summary>
    JobDoesNotRun = 8,

    /// <summary>A revoked attempt may still run.</summary>
    Held = 9,

    /// <summary>Others must be completed first.</summary>
    WaitsForTasks = 10,

    /// <summary>No Worker of the site can run the task's type.</summary>
    NoWorkerOfType = 11,

    /// <summary>No Worker that can run the type has the job's tag.</summary>
    NoWorkerWithTag = 12,

    /// <summary>Each Worker that could run it has failed it or is blocklisted.</summary>
    NobodyIsLeft = 13,

    /// <summary>Workers that may run it are asleep, offline or asked to be.</summary>
    NoWorkerAwake = 14,

    /// <summary>All Workers that may run it run something else.</summary>
    WorkersBusy = 15,

    /// <summary>A Worker: it is not awake.</summary>
    NotAwake = 16,

    /// <summary>A Worker: it is asked to take another status first.</summary>
    StatusRequested = 17,

    /// <summary>A Worker: no job offers anything for its task types and tags.</summary>
    NothingOffered = 18,

    /// <summary>A Worker: what is offered for its types and tags it has failed, or it is blocklisted there.</summary>
    KeptFrom = 19,
}

public static class WhyCodes
{
    public static string Wire(this WhyCode code) => JsonNamingPolicy.KebabCaseLower.ConvertName(code.ToString());
}
