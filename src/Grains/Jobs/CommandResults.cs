using Flamenco.Domain.Access;
using Flamenco.Grains.Interfaces.Access;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;

namespace Flamenco.Grains.Jobs;

/// <summary>What a person hears of a command on a job or a task.</summary>
internal static class CommandResults
{
    public static CommandResult NoSuchJob { get; } = new(CommandVerdict.NotFound, "there is no such job");

    public static CommandResult NoSuchTask { get; } = new(CommandVerdict.NotFound, "there is no such task");

    /// <summary>The refusal for somebody who may not command this job; null: they may.</summary>
    public static CommandResult? Forbids(Actor actor, JobRow job) => Roles.MayCommand(actor.Role, actor.Name, job.SubmittedBy)
        ? null
        : new CommandResult(CommandVerdict.Forbidden, $"only {job.SubmittedBy} or an operator may do that to this job");

    public static OperationBy By(this Actor actor, string reason, string? key) =>
        new(actor.Name, actor.Role, actor.Address, reason, RandomId.Create(), key);

    public static CommandResult From(Commanded commanded, CommandResult missing) => commanded switch
    {
        Commanded.Applied or Commanded.Repeated => new CommandResult(CommandVerdict.Accepted, ""),
        Commanded.Refused refused => new CommandResult(CommandVerdict.Refused, refused.Reason),
        Commanded.JobBusy => new CommandResult(
            CommandVerdict.JobBusy, "a command on the whole job is being carried to its tasks; ask again when it is through"),
        Commanded.KeyReused => new CommandResult(CommandVerdict.KeyReused, "this Idempotency-Key was used for another request; choose a new one"),
        _ => missing,
    };
}
