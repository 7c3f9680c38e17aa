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
        "Rows: the job's stored status. A cell holds the status that the job takes at once, and after the arrow the one it takes when all",
        "tasks have been swept. *same* succeeds without an effect: it is so already, or being done. `–` is refused with 409.",
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
        "*requeue-failed* also queues `canceled` tasks that were canceled because the job failed.",
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
        "A job changes by its tasks only while it is `queued`, `active` or `pause-requested`; the first that applies counts.",
        "",
        "| When | Status | Its other tasks |",
        "| --- | --- | --- |",
        Settlement("every task is completed", new TaskCounts(Completed: 3)),
        Settlement("failed tasks reach the limit (10 % by default)", new TaskCounts(Queued: 1, Failed: 1), runnable: 1),
        Settlement("it is pausing and nothing is running", new TaskCounts(Paused: 1), JobStatus.PauseRequested),
        Settlement("the tasks left wait for failed ones", new TaskCounts(Queued: 1, Completed: 18, Failed: 1)),
        Settlement("the tasks left wait for canceled ones", new TaskCounts(Queued: 1, Canceled: 1)),
        "");

    private static string JobCommands() => Table(
        ["Status", .. Enum.GetValues<JobCommand>().Select(Name)],
        JobStatuses.All.Select(status => Enum.GetValues<JobCommand>().Select(command => JobMachine.Decide(status, command) switch
        {
            JobDecision.Accepted accepted when accepted.Interim == accepted.After => $"`{accepted.Interim.Wire()}`",
            JobDecision.Accepted accepted => $"`{accepted.Interim.Wire()}` → `{accepted.After.Wire()}`",
            JobDecision.UnderWay => "*same*",
            _ => "–",
        }).Prepend($"`{status.Wire()}`")));

    private static string SweepTargets() => Table(
        ["Sweep", .. RenderTaskStatuses.All.Select(status => $"`{status.Wire()}`")],
        Enum.GetValues<Sweep>().Where(sweep => sweep is not Sweep.None).Select(sweep => RenderTaskStatuses.All
            .Select(status => Sweeps.Target(sweep, status, canceledByFailing: false) is { } next ? $"`{next.Wire()}`" : "·")
            .Prepend(Name(sweep))));

    private static string TaskEvents()
    {
        (string Name, TaskEvent Event)[] events =
        [
            ("assigned", new TaskEvent.Assigned(DependenciesDone: true, Held: false)),
            ("completed", new TaskEvent.Completed()),
            ("failed, others may try", new TaskEvent.FailedWith(new FailureVerdict.SoftFailed("", BlocklistWorker: false))),
            ("failed for good", new TaskEvent.FailedWith(new FailureVerdict.Failed("", BlocklistWorker: false))),
            ("expired: its Worker is lost", new TaskEvent.Expired()),
        ];
        return Table(
            ["Event", .. RenderTaskStatuses.All.Select(status => $"`{status.Wire()}`")],
            events.Select(row => RenderTaskStatuses.All
                .Select(status => TaskMachine.Decide(status, row.Event) is TaskDecision.Moved moved ? $"`{moved.Status.Wire()}`" : "–")
                .Prepend(row.Name)));
    }

    private static string Settlement(string when, TaskCounts counts, JobStatus status = JobStatus.Active, int runnable = 0)
    {
        var settlement = JobMachine.Settle(status, counts, runnable, held: 0, new JobFailurePolicy())
            ?? throw new InvalidOperationException($"the job does not change when {when}");
        return $"| {when} | `{settlement.Status.Wire()}` | {(settlement.Sweep is Sweep.None ? "·" : $"swept: *{Name(settlement.Sweep)}*")} |";
    }

    private static string Table(IEnumerable<string> heads, IEnumerable<IEnumerable<string>> rows)
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
