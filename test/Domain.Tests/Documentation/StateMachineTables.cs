using System.Text;
using Flamenco.Domain.Failures;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests.Documentation;

/// <summary>The status machines in tables, asked one case after the other.</summary>
internal static class StateMachineTables
{
    public static string Render() => string.Join('\n',
        "# Status machines",
        "",
        "Made from the code (`src/Domain`) by a test, which fails when this file and the code differ. Change the code, then run",
        "`UPDATE_DOCS=1 dotnet test test/Domain.Tests`.",
        "",
        "## What people may ask of a job",
        "",
        "Rows: the job's stored status; while it is requeueing, also what is being carried to its tasks. A cell holds the status that the",
        "job takes at once, and after the arrow the one it takes when all tasks have been swept. *same* succeeds without an effect: it is so",
        "already, or being done. `–` is refused with 409. A command that is accepted takes the place of the one that is being carried out.",
        "",
        JobCommands(),
        "After a pause, the job is `pause-requested` until its last running task has ended.",
        "",
        "## What a sweep does to a task",
        "",
        "Columns: the task's stored status. `·` leaves it alone. A task that was `active` gets its attempt revoked, and is held until that",
        "attempt is known to be dead.",
        "",
        SweepTargets(),
        "*requeue-failed* also queues `canceled` tasks that were canceled because the job failed. A requeue, of whatever kind, also makes the",
        "job forget which Workers failed its tasks, and empties its blocklist. *delete* removes the rows. While a sweep is under way, commands",
        "on single tasks are refused with 409 `job-busy`.",
        "",
        "## What people may ask of a task alone",
        "",
        "Columns: the task's stored status. *same* succeeds without an effect, `–` is refused with 409. A task that was `active` gets its",
        "attempt revoked, and is held until that attempt is known to be dead. After a requeue, a job that had ended goes on.",
        "",
        TaskCommands(),
        "Nothing is canceled in a job that has ended. A requeue makes the task forget which Workers failed it, also one that is queued already.",
        "",
        "## What happens to a task by itself",
        "",
        "Columns: the task's stored status. `–` is refused and changes nothing.",
        "",
        TaskEvents(),
        "*assigned* is refused, too, while a task that it depends on is not completed, or while a revoked attempt of it may still run.",
        "",
        "## What a job does by itself",
        "",
        "A job changes by its tasks only while it is `queued`, `active` or `pause-requested` and no sweep is under way; the first that applies",
        "counts.",
        "",
        "| When | Status | Its other tasks |",
        "| --- | --- | --- |",
        Settlement("every task is completed", new TaskCounts(Completed: 3)),
        Settlement("failed tasks reach the limit (10 % by default)", new TaskCounts(Queued: 1, Failed: 1), runnable: 1),
        Settlement("it is pausing and nothing is running", new TaskCounts(Paused: 1), JobStatus.PauseRequested),
        Settlement("nothing can be done any more, and a task failed", new TaskCounts(Queued: 1, Completed: 18, Failed: 1)),
        Settlement("nothing can be done any more, and no task failed", new TaskCounts(Queued: 1, Canceled: 1)),
        "",
        "## What happens to a Worker",
        "",
        "Columns: the Worker's stored status; *registered*: it has never signed on. `×`: it runs nothing any more, so its open attempts expire",
        "and what is held for it is free. *same* is no change, `–` is refused.",
        "",
        WorkerTables.Happenings(),
        "## What people and the sleep schedule may ask of a Worker",
        "",
        "At once or lazily, which is after the task that it runs. Columns: its stored status. *pending*: it is to take that status, and gets no",
        "further task before it has. *dropped*: it is so already; what else was pending goes. `restart` only where the Worker said that somebody",
        "starts it again.",
        "",
        WorkerTables.Requests(),
        "## What becomes of a request",
        "",
        "Rows: what is pending. A cell holds what is pending afterwards. At its next sign-on the Worker is told what is pending, else to be `awake`.",
        "",
        WorkerTables.PendingRequests());

    private static string JobCommands() => Table(
        ["Status", .. Enum.GetValues<JobCommand>().Select(Name)],
        StatusesWithSweeps().Select(row => Enum.GetValues<JobCommand>().Select(command => JobMachine.Decide(row.Status, row.Sweep, command) switch
        {
            JobDecision.Accepted accepted when accepted.Interim == accepted.After => $"`{accepted.Interim.Wire()}`",
            JobDecision.Accepted accepted => $"`{accepted.Interim.Wire()}` → `{accepted.After.Wire()}`",
            JobDecision.UnderWay => "*same*",
            _ => "–",
        }).Prepend(row.Sweep is Sweep.None ? $"`{row.Status.Wire()}`" : $"`{row.Status.Wire()}` by {Name(row.Sweep)}")));

    /// <summary>What is under way matters only while a job is requeueing: elsewhere it follows from the status.</summary>
    private static IEnumerable<(JobStatus Status, Sweep Sweep)> StatusesWithSweeps() => JobStatuses.All.SelectMany(status =>
        status is JobStatus.Requeueing
            ? new[] { Sweep.Resume, Sweep.RequeueAll, Sweep.RequeueUnfinished, Sweep.RequeueFailed }.Select(sweep => (status, sweep))
            : [(status, Sweep.None)]);

    private static string SweepTargets() => Table(
        ["Sweep", .. RenderTaskStatuses.All.Select(status => $"`{status.Wire()}`")],
        Enum.GetValues<Sweep>().Where(sweep => sweep is not (Sweep.None or Sweep.Delete)).Select(sweep => RenderTaskStatuses.All
            .Select(status => Sweeps.Target(sweep, status, canceledByFailing: false) is { } next ? $"`{next.Wire()}`" : "·")
            .Prepend(Name(sweep))));

    private static string TaskCommands() => Table(
        ["Command", .. RenderTaskStatuses.All.Select(status => $"`{status.Wire()}`")],
        Enum.GetValues<SingleTaskCommand>().Select(command => RenderTaskStatuses.All
            .Select(status => TaskMachine.Decide(status, new TaskEvent.Commanded(command)) switch
            {
                TaskDecision.Moved moved => $"`{moved.Status.Wire()}`",
                TaskDecision.Unchanged => "*same*",
                _ => "–",
            })
            .Prepend(Name(command))));

    private static string TaskEvents()
    {
        (string Name, TaskEvent Event)[] events =
        [
            ("assigned", new TaskEvent.Assigned(DependenciesDone: true, Held: false)),
            ("completed", new TaskEvent.Completed()),
            ("failed, others may try", new TaskEvent.FailedWith(new FailureVerdict.SoftFailed("", BlocklistWorker: false))),
            ("failed for good", new TaskEvent.FailedWith(new FailureVerdict.Failed("", BlocklistWorker: false))),
            ("expired: its Worker is lost", new TaskEvent.Expired()),
            ("stranded: nobody is left who may try", new TaskEvent.Stranded()),
        ];
        return Table(
            ["Event", .. RenderTaskStatuses.All.Select(status => $"`{status.Wire()}`")],
            events.Select(row => RenderTaskStatuses.All
                .Select(status => TaskMachine.Decide(status, row.Event) is TaskDecision.Moved moved ? $"`{moved.Status.Wire()}`" : "–")
                .Prepend(row.Name)));
    }

    private static string Settlement(string when, TaskCounts counts, JobStatus status = JobStatus.Active, int runnable = 0)
    {
        var settlement = JobMachine.Settle(status, Sweep.None, counts, runnable, held: 0, new JobFailurePolicy())
            ?? throw new InvalidOperationException($"the job does not change when {when}");
        return $"| {when} | `{settlement.Status.Wire()}` | {(settlement.Sweep is Sweep.None ? "·" : $"swept: *{Name(settlement.Sweep)}*")} |";
    }

    public static string Table(IEnumerable<string> heads, IEnumerable<IEnumerable<string>> rows)
    {
        var columns = heads.ToList();
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", columns).Append(" |\n| ").AppendJoin(" | ", columns.Select(_ => "---")).Append(" |\n");
        foreach (var row in rows)
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        return text.ToString();
    }

    /// <summary><c>RequeueAll</c> as people write it: <c>requeue-all</c>.</summary>
    private static string Name<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((letter, index) => char.IsUpper(letter) && index > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
