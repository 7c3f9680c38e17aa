using Flamenco.Domain.Workers;

namespace Flamenco.Domain.Tests.Documentation;

/// <summary>The Worker's status machine in tables, asked one case after the other.</summary>
internal static class WorkerTables
{
    private static readonly WorkerStatus[] Askable = [WorkerStatus.Awake, WorkerStatus.Asleep, WorkerStatus.Offline, WorkerStatus.Restart];

    private static readonly WorkerStatus[] SignedOn = [.. WorkerStatuses.All.Where(status => status is not WorkerStatus.Registered)];

    public static string Happenings() => Table(
        "Event",
        [
            ("signs on", new WorkerEvent.SignedOn()),
            ("is awake", new WorkerEvent.StateChanged(WorkerStatus.Awake)),
            ("is asleep", new WorkerEvent.StateChanged(WorkerStatus.Asleep)),
            ("is in error", new WorkerEvent.StateChanged(WorkerStatus.Error)),
            ("signs off", new WorkerEvent.SignedOff()),
            ("is lost: its lease has ended", new WorkerEvent.Lost()),
            ("was lost as this, and is heard of", new WorkerEvent.HeardOf()),
        ],
        WorkerStatuses.All,
        (status, happened) => WorkerMachine.Decide(Before(status, happened), happened) switch
        {
            WorkerDecision.Moved { LetsGo: true } moved => $"`{moved.State.Status.Wire()}` ×",
            WorkerDecision.Moved moved => $"`{moved.State.Status.Wire()}`",
            WorkerDecision.Unchanged => "*same*",
            _ => "–",
        });

    public static string Requests() => Table(
        "Asked for",
        [.. Askable.Select(asked => ($"`{asked.Wire()}`", (WorkerEvent)new WorkerEvent.StatusRequested(asked, Lazily: false, CanRestart: true)))],
        SignedOn,
        (status, asked) => WorkerMachine.Decide(new WorkerState(status), asked) switch
        {
            WorkerDecision.Moved => "pending",
            WorkerDecision.Unchanged => "dropped",
            _ => "–",
        });

    public static string PendingRequests() => StateMachineTables.Table(
        ["Pending", "takes that status", "takes another", "signs off, awake", "signs off, asleep", "signs off, else", "is lost"],
        new WorkerStatus?[] { null }.Concat(Askable.Select(status => (WorkerStatus?)status)).Select(pending => new[]
        {
            pending is { } requested ? $"`{requested.Wire()}`" : "nothing",
            pending is { } taken ? Pending(WorkerStatus.Starting, pending, new WorkerEvent.StateChanged(taken)) : "·",
            Pending(WorkerStatus.Starting, pending, new WorkerEvent.StateChanged(WorkerStatus.Testing)),
            Pending(WorkerStatus.Awake, pending, new WorkerEvent.SignedOff()),
            Pending(WorkerStatus.Asleep, pending, new WorkerEvent.SignedOff()),
            Pending(WorkerStatus.Starting, pending, new WorkerEvent.SignedOff()),
            Pending(WorkerStatus.Awake, pending, new WorkerEvent.Lost()),
        }));

    /// <summary>Only one that is lost can be found.</summary>
    private static WorkerState Before(WorkerStatus status, WorkerEvent happened) =>
        happened is WorkerEvent.HeardOf && WorkerMachine.Decide(new WorkerState(status), new WorkerEvent.Lost()) is WorkerDecision.Moved lost
            ? lost.State
            : new WorkerState(status);

    private static string Pending(WorkerStatus status, WorkerStatus? pending, WorkerEvent happened)
    {
        var before = new WorkerState(status, pending);
        var after = WorkerMachine.Decide(before, happened) is WorkerDecision.Moved moved ? moved.State : before;
        return after.Requested is { } requested ? $"`{requested.Wire()}`" : "nothing";
    }

    private static string Table(
        string head,
        IReadOnlyList<(string Name, WorkerEvent Event)> rows,
        IReadOnlyList<WorkerStatus> columns,
        Func<WorkerStatus, WorkerEvent, string> cell) => StateMachineTables.Table(
        [head, .. columns.Select(status => status is WorkerStatus.Registered ? "registered" : $"`{status.Wire()}`")],
        rows.Select(row => columns.Select(status => cell(status, row.Event)).Prepend(row.Name)));
}
