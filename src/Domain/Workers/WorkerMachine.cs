namespace Flamenco.Domain.Workers;

/// <summary>
/// The Worker's status machine. A Worker alone says what it does; others only ask. A request stays until the Worker has taken
/// that status, over restarts too.
/// </summary>
public static class WorkerMachine
{
    public static WorkerDecision Decide(WorkerState state, WorkerEvent happened) => happened switch
    {
        WorkerEvent.SignedOn => To(state, state with { Status = WorkerStatus.Starting, LostFrom = null }),
        WorkerEvent.StateChanged changed => Change(state, changed.Status),
        WorkerEvent.StatusRequested request => Request(state, request),
        WorkerEvent.SignedOff => SignOff(state),
        WorkerEvent.Lost => Lose(state),
        WorkerEvent.HeardOf => Find(state),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "unknown event"),
    };

    private static WorkerDecision Change(WorkerState state, WorkerStatus taken)
    {
        if (taken is WorkerStatus.Registered)
            return new WorkerDecision.Rejected("that is no status that a Worker can take");

        var after = new WorkerState(taken, state.Requested, state.Lazily);
        return To(
            state,
            state.Requested == taken ? WithoutRequest(after) : after,
            letsGo: state.Status is WorkerStatus.Awake && taken is not WorkerStatus.Awake);
    }

    private static WorkerDecision Request(WorkerState state, WorkerEvent.StatusRequested request) => request.Status switch
    {
        _ when state.Status is WorkerStatus.Registered => new WorkerDecision.Rejected("a Worker must sign on first"),
        WorkerStatus.Restart when !request.CanRestart => new WorkerDecision.Rejected(
            "nobody starts this Worker again when it ends; set its option Worker:RestartExitCode first"),
        WorkerStatus.Awake or WorkerStatus.Asleep or WorkerStatus.Offline or WorkerStatus.Restart => To(
            state,
            request.Status == state.Status
                ? WithoutRequest(state)
                : state with { Requested = request.Status, Lazily = request.Lazily }),
        var other => new WorkerDecision.Rejected($"a Worker can not be asked to be {Name(other)}; ask for awake, asleep, offline or restart"),
    };

    /// <summary>Where nothing else was asked for, it goes on after the break with what it did before.</summary>
    private static WorkerDecision SignOff(WorkerState state)
    {
        if (state.Status is WorkerStatus.Registered)
            return new WorkerDecision.Unchanged();

        var pending = state.Requested is WorkerStatus.Offline or WorkerStatus.Restart ? null : state.Requested;
        var resumes = pending is null && state.Status is (WorkerStatus.Awake or WorkerStatus.Asleep) ? state.Status : pending;
        return To(state, new WorkerState(WorkerStatus.Offline, resumes, Lazily: pending is not null && state.Lazily), letsGo: true);
    }

    private static WorkerDecision Lose(WorkerState state) => state.Status is WorkerStatus.Registered or WorkerStatus.Offline or WorkerStatus.Error
        ? new WorkerDecision.Unchanged()
        : To(state, new WorkerState(WorkerStatus.Error, LostFrom: state.Status), letsGo: true);

    private static WorkerDecision Find(WorkerState state) => state.LostFrom is { } before
        ? To(state, state with { Status = before, LostFrom = null })
        : new WorkerDecision.Unchanged();

    private static WorkerState WithoutRequest(WorkerState state) => new(state.Status, LostFrom: state.LostFrom);

    private static WorkerDecision To(WorkerState before, WorkerState after, bool letsGo = false) =>
        after == before && !letsGo ? new WorkerDecision.Unchanged() : new WorkerDecision.Moved(after, letsGo);

    private static string Name(WorkerStatus status) => status is WorkerStatus.Registered ? "registered" : status.Wire();
}
