namespace Flamenco.Contracts.Server;

/// <summary>A command on a whole job that is being carried to its tasks.</summary>
public sealed record JobSweep
{
    /// <summary><c>cancel</c>, <c>pause</c>, <c>resume</c>, <c>requeue-all</c>, <c>requeue-unfinished</c>, <c>requeue-failed</c>, or <c>fail</c>: what a job that has failed does to the rest of its tasks.</summary>
    public required string What { get; init; }

    /// <summary>Tasks that it has reached, in the order of the job.</summary>
    public required int Reached { get; init; }

    /// <summary>All tasks of the job.</summary>
    public required int Tasks { get; init; }
}
