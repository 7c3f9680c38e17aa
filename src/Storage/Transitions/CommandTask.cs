using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Transitions;

/// <summary>A person's command on one task alone. Judged by the stored rows; a job that had ended goes on.</summary>
internal sealed class CommandTask(TaskId id, SingleTaskCommand command, OperationBy by) : Operation(id.Job, by, $"{Name(command)}-task {id}")
{
    public override RowKeys Keys => new(id.Job, id, OpenAttempt: true, Key: Key);

    protected override Commanded Again(Rows rows) => new Commanded.Repeated(rows.Job(id.Job), rows.Task(id));

    protected override Commanded Carry(Rows rows, JobRow job)
    {
        if (rows.Task(id) is not { } task)
            return new Commanded.Missing();
        if (job.Sweep is not null)
            return new Commanded.JobBusy(job);
        if (command is SingleTaskCommand.Cancel && job.Status.IsTerminal())
            return new Commanded.Refused(job, $"the job is {job.Status.Wire()}: nothing of it can be canceled any more");

        switch (TaskMachine.Decide(task.Status, new TaskEvent.Commanded(command, task.FailedBy.Count > 0)))
        {
            case TaskDecision.Unchanged:
                return new Commanded.Repeated(job, task);
            case TaskDecision.Rejected rejected:
                return new Commanded.Refused(job, rejected.Reason);
            case TaskDecision.Moved moved:
                return Move(rows, job, task, moved);
            default:
                throw new InvalidOperationException($"task {id}: no such decision");
        }
    }

    private static string Name(SingleTaskCommand command) => command is SingleTaskCommand.Cancel ? "cancel" : "requeue";

    private Commanded.Applied Move(Rows rows, JobRow before, StoredTask task, TaskDecision.Moved moved)
    {
        var reason = JobChange.ReasonOf(By);
        var isRequeue = command is SingleTaskCommand.Requeue;
        var after = rows.Take(task, moved, $"the task is {moved.Status.Wire()}: {reason}", forgetsFailures: isRequeue, byFailing: false);

        var job = rows.Job(id.Job)!;
        var goesOn = isRequeue && before.Status.IsTerminal();
        job = rows.Put(job with
        {
            Generation = job.Generation + 1,
            Status = goesOn ? JobStatus.Queued : job.Status,
            Activity = goesOn ? $"{JobStatus.Queued.Wire()}: {task.Name} is queued again {reason}" : job.Activity,
            Forgiven = goesOn ? job.Counts.Failed : Math.Min(job.Forgiven, job.Counts.Failed),
            LastOperation = By.Operation,
        });

        rows.Operations.Add(new OperationEntry(job.Id, By.Who, $"task-{moved.Status.Wire()}", $"{task.Name}, {reason}"));
        rows.Audits.Add(new AuditEntry(By, $"{Name(command)}-task", id.ToString(), task.Status.Wire(), moved.Status.Wire()));
        return new Commanded.Applied(job, after);
    }
}
