using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Sqlite;

/// <inheritdoc cref="ITaskStore"/>
public sealed class SqliteTaskStore(SqliteStore store, TimeProvider time) : ITaskStore, ICommandStore
{
    public Task<StoredTask?> FindAsync(TaskId task, CancellationToken cancellation = default) =>
        store.ReadAsync(session => TaskRows.Find(session, task), cancellation);

    public async Task<IReadOnlyList<TaskListRow>> ListAsync(JobId job, int limit, uint after, CancellationToken cancellation = default) =>
        await store.ReadAsync(
            session => session.Query(
                $"""
                SELECT {TaskRows.Columns}, w.id, w.name, w.address FROM tasks t
                LEFT JOIN attempts a ON a.job = t.job AND a.number = t.number AND a.attempt = t.attempt
                LEFT JOIN workers w ON w.id = a.worker
                WHERE t.job = @job AND t.number > @after ORDER BY t.number LIMIT @limit
                """,
                reader => reader.IsDBNull(16)
                    ? new TaskListRow(TaskRows.Read(reader), Worker: null, WorkerName: null, WorkerAddress: null)
                    : new TaskListRow(TaskRows.Read(reader), reader.Worker(16), reader.GetString(17), reader.GetString(18)),
                ("@job", job),
                ("@after", after),
                ("@limit", limit)),
            cancellation);

    public async Task<IReadOnlyList<AttemptRow>> AttemptsAsync(TaskId task, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => AttemptRows.OfTask(session, task), cancellation);

    public async Task<IReadOnlyList<AttemptRow>> HeldByAsync(WorkerId worker, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => AttemptRows.HeldBy(session, worker), cancellation);

    public Task<string?> CommandsAsync(TaskId task, CancellationToken cancellation = default) =>
        store.ReadAsync(session => Commands(session, task), cancellation);

    public Task<FailureReport> FailuresAsync(TaskId task, WorkerId worker, CancellationToken cancellation = default) =>
        store.ReadAsync(session => Failures(session, task, worker), cancellation);

    public Task<AssignOutcome> AssignAsync(NewAttempt attempt, CancellationToken cancellation = default) =>
        store.WriteAsync(session => Assign(session, attempt), cancellation);

    public Task<Written<StoredTask>> ProgressAsync(AttemptProgress progress, CancellationToken cancellation = default) =>
        store.WriteAsync(session => Progress(session, progress), cancellation);

    public Task<Written<StoredTask>> EndAsync(AttemptEnd end, CancellationToken cancellation = default) =>
        store.WriteAsync(session => End(session, end), cancellation);

    public Task<Written<StoredTask>> ConfirmDeadAsync(TaskId task, int attempt, CancellationToken cancellation = default) =>
        store.WriteAsync(session => ConfirmDead(session, task, attempt), cancellation);

    public Task<AssignedRow?> HandOutAgainAsync(
        TaskId task, int attempt, int slot, long life, long ask, CancellationToken cancellation = default) =>
        store.WriteAsync(session => HandOutAgain(session, task, attempt, slot, life, ask), cancellation);

    private static string? Commands(SqliteSession session, TaskId task) => session.First(
        "SELECT commands FROM command_pages WHERE job = @job AND page = @page",
        reader => CommandPages.Read(reader.GetFieldValue<byte[]>(0), task.Number),
        ("@job", task.Job),
        ("@page", CommandPages.PageOf(task.Number)));

    private static FailureReport Failures(SqliteSession session, TaskId id, WorkerId worker)
    {
        if (TaskRows.Find(session, id) is not { } task || JobRows.Find(session, id.Job) is not { } job)
            return default;

        var failedBy = task.FailedBy.Append(worker).ToHashSet();
        var failedHere = session.First(
            """
            SELECT COUNT(DISTINCT a.number) FROM attempts a JOIN tasks t ON t.job = a.job AND t.number = a.number
            WHERE a.job = @job AND a.worker = @worker AND a.outcome = 2 AND t.type = @type
                AND a.attempt > t.failures_from AND a.number <> @number
            """,
            reader => reader.GetInt32(0),
            ("@job", id.Job),
            ("@worker", worker),
            ("@type", task.Type),
            ("@number", id.Number));
        var mayTry = WorkerRows.List(session, job.Manager).Count(other =>
            !failedBy.Contains(other.Id) && other.Status.MayTryLater() && other.TaskTypes.Contains(task.Type));
        return new FailureReport(failedBy.Count, failedHere + 1, mayTry);
    }

    private static AssignedRow Assigned(SqliteSession session, StoredTask task, JobRow job) =>
        new(task, job.Type, job.Priority, Commands(session, task.Id) ?? "[]");

    private AssignOutcome Assign(SqliteSession session, NewAttempt attempt)
    {
        var id = attempt.Task;
        if (JobRows.Find(session, id.Job) is not { } job || TaskRows.Find(session, id) is not { } task)
            return new AssignOutcome.Missing();

        if (AttemptRows.OpenInSlot(session, attempt.Worker, attempt.Slot) is { } busy)
        {
            return busy.Ask == attempt.Ask && busy.Life == attempt.Life
                ? new AssignOutcome.Again(Assigned(session, TaskRows.Find(session, busy.Task)!, JobRows.Find(session, busy.Task.Job)!))
                : new AssignOutcome.SlotBusy();
        }

        // Whether the dependencies are done is what the generation stands for.
        if (!job.Status.Runs() || job.Generation != attempt.Generation || task.Attempt != attempt.ExpectedAttempt
            || TaskMachine.Decide(task.Status, new TaskEvent.Assigned(DependenciesDone: true, task.Held is not null))
                is not TaskDecision.Moved moved)
        {
            return new AssignOutcome.Changed(task);
        }

        var now = time.GetUtcNow();
        AttemptRows.Insert(session, attempt, task.Attempt + 1, now);
        var assigned = TaskWrites.Move(session, job, task with { Attempt = task.Attempt + 1 }, moved.Status, activity: null, steps: 0, now);
        return new AssignOutcome.Assigned(Assigned(session, assigned, job));
    }

    private Written<StoredTask> Progress(SqliteSession session, AttemptProgress progress)
    {
        if (TaskRows.Find(session, progress.Task) is not { } task || JobRows.Find(session, progress.Task.Job) is not { } job)
            return new Written<StoredTask>.Missing();
        if (AttemptRows.Find(session, progress.Task, progress.Attempt) is not { Outcome: AttemptOutcome.Open })
            return new Written<StoredTask>.Conflict(task, "the attempt is not open");

        var steps = Math.Clamp(progress.StepsCompleted ?? 0, task.StepsCompleted, task.StepsTotal);
        return new Written<StoredTask>.Applied(
            TaskWrites.Move(session, job, task, task.Status, progress.Activity, steps, time.GetUtcNow()));
    }

    private Written<StoredTask> End(SqliteSession session, AttemptEnd end)
    {
        if (TaskRows.Find(session, end.Task) is not { } task || JobRows.Find(session, end.Task.Job) is not { } job)
            return new Written<StoredTask>.Missing();
        if (AttemptRows.Find(session, end.Task, end.Attempt) is not { } attempt)
            return new Written<StoredTask>.Conflict(task, "there is no such attempt");

        if (attempt.Outcome is not AttemptOutcome.Open)
        {
            return attempt.Outcome == OutcomeOf(end.Event)
                ? new Written<StoredTask>.Repeated(task)
                : new Written<StoredTask>.Conflict(task, $"the attempt is {attempt.Outcome.Wire()}");
        }

        if (TaskMachine.Decide(task.Status, end.Event) is not TaskDecision.Moved { Outcome: { } outcome } moved)
            return new Written<StoredTask>.Conflict(task, $"the task is {task.Status.Wire()}");

        var now = time.GetUtcNow();
        AttemptRows.End(session, end.Task, end.Attempt, outcome, end.Reason, now);
        var steps = moved.Status switch
        {
            RenderTaskStatus.Completed => task.StepsTotal,
            RenderTaskStatus.Queued => 0,
            _ => task.StepsCompleted,
        };
        var ended = TaskWrites.Move(session, job, task, moved.Status, end.Activity, steps, now);
        return new Written<StoredTask>.Applied(TaskRows.Find(session, ended.Id)!);
    }

    private Written<StoredTask> ConfirmDead(SqliteSession session, TaskId id, int attempt)
    {
        if (TaskRows.Find(session, id) is not { } task || JobRows.Find(session, id.Job) is not { } job)
            return new Written<StoredTask>.Missing();
        if (task.Held != attempt)
            return new Written<StoredTask>.Conflict(task, "the hold is not that attempt");

        AttemptRows.Release(session, id, attempt);
        return new Written<StoredTask>.Applied(TaskWrites.Move(
            session, job, task with { Held = null }, task.Status, activity: null, task.StepsCompleted, time.GetUtcNow()));
    }

    private static AssignedRow? HandOutAgain(SqliteSession session, TaskId id, int attempt, int slot, long life, long ask)
    {
        if (TaskRows.Find(session, id) is not { } task || JobRows.Find(session, id.Job) is not { } job)
            return null;
        if (AttemptRows.Find(session, id, attempt) is not { Outcome: AttemptOutcome.Open })
            return null;

        AttemptRows.AskAgain(session, id, attempt, slot, life, ask);
        return Assigned(session, task, job);
    }

    private static AttemptOutcome OutcomeOf(TaskEvent happened) => happened switch
    {
        TaskEvent.Completed => AttemptOutcome.Completed,
        TaskEvent.FailedWith => AttemptOutcome.Failed,
        _ => AttemptOutcome.Expired,
    };
}
