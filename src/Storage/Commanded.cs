using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage;

/// <summary>What a person's command leads to. Exactly one of these; where the outcome is not known, an exception says so.</summary>
public abstract record Commanded
{
    /// <summary>Durable. <paramref name="Task"/> is there if the command was about one task alone.</summary>
    public sealed record Applied(JobRow Job, StoredTask? Task = null) : Commanded;

    /// <summary>It is so already, or was done before under the same idempotency key; this one changed nothing. No job: it was deleted since.</summary>
    public sealed record Repeated(JobRow? Job, StoredTask? Task = null) : Commanded;

    /// <summary>Not from the status of the job or the task.</summary>
    public sealed record Refused(JobRow Job, string Reason) : Commanded;

    /// <summary>A command on the whole job is being carried to its tasks; those on one alone must wait.</summary>
    public sealed record JobBusy(JobRow Job) : Commanded;

    /// <summary>The idempotency key belongs to another request.</summary>
    public sealed record KeyReused : Commanded;

    public sealed record Missing : Commanded;
}
