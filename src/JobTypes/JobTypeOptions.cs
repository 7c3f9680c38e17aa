namespace Flamenco.JobTypes;

/// <summary>What every job type is bound by. Section <c>JobTypes</c> of the Server's configuration.</summary>
public sealed class JobTypeOptions
{
    /// <summary>The most tasks that one job may compile into. Default 200,000; 1 to 10,000,000.</summary>
    public int MostTasks { get; set; } = 200_000;
}
