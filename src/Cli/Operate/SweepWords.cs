using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Operate;

/// <summary>A command that is on its way through a job's tasks, in words.</summary>
internal static class SweepWords
{
    /// <summary>"canceling its tasks: 12000 of 200000 reached"; null where nothing is under way.</summary>
    public static string? UnderWay(Job job) =>
        job.Sweep is { } sweep ? $"{Doing(sweep)}: {sweep.Reached} of {sweep.Tasks} reached" : null;

    /// <summary>How a job is after a command, in a sentence.</summary>
    public static string State(Job job)
    {
        var state = $"Job {job.Id} \"{job.Name}\" is {job.Status}";
        if (UnderWay(job) is { } underWay)
            return $"{state}; {underWay}.";
        return job.Status is "pause-requested" && job.TaskCounts?.GetValueOrDefault("active") is > 0 and var running
            ? $"{state}: it is paused when the {(running == 1 ? "task that runs is" : $"{running} tasks that run are")} through."
            : $"{state}.";
    }

    private static string Doing(JobSweep sweep) => sweep.What switch
    {
        "cancel" => "canceling its tasks",
        "pause" => "pausing its tasks",
        "resume" => "resuming its tasks",
        "requeue-all" => "requeueing all its tasks",
        "requeue-unfinished" => "requeueing its unfinished tasks",
        "requeue-failed" => "requeueing its failed tasks",
        "fail" => "canceling what is left of it, because it failed",
        _ => sweep.What,
    };
}
