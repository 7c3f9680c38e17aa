namespace Flamenco.JobTypes;

/// <summary>What every job type is bound by. Section <c>JobTypes</c> of the Server's configuration.</summary>
public sealed class JobTypeOptions
{
    /// <summary>The most tasks that one job may compile into. Default 200,000; 1 to 10,000,000.</summary>
    public int MostTasks { get; set; } = 200_000;

    /// <summary>What is wrong with these options, naming key, value and bound; null: nothing.</summary>
    public string? Problem() =>
        MostTasks is < 1 or > 10_000_000 ? $"JobTypes:MostTasks is {MostTasks}; it must be 1 to 10,000,000." : null;
}
