using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Watch;

/// <summary>How far a job is: in frames where it renders some, else in tasks.</summary>
internal readonly record struct JobProgress(string Unit, long Done, long Total)
{
    private const string RenderTaskType = "blender";

    public double Share => Total == 0 ? 0 : (double)Done / Total;

    public static JobProgress Of(Job job)
    {
        if (job.StepsByType?.TryGetValue(RenderTaskType, out var frames) == true && frames.Total > 0)
            return new JobProgress("frames", frames.Completed, frames.Total);

        var counts = job.TaskCounts ?? new Dictionary<string, int>();
        return new JobProgress("tasks", counts.GetValueOrDefault("completed"), counts.Values.Sum());
    }
}
