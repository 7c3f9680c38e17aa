using Flamenco.Contracts.Site;

namespace Flamenco.EndToEnd.Faults;

/// <summary>
/// A Worker with one slot that does nothing but hand its tasks in, as fast as it gets them, whatever becomes of its Manager: it
/// keeps a result until it has a verdict about it.
/// </summary>
internal sealed class SteadyWorker(HttpClient http, string name, string joinSecret, History history)
{
    private const string TaskType = "misc";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly WorkerApi _api = new(http, Patience);
    private readonly string _secret = Guid.NewGuid().ToString();
    private bool _isRegistered;
    private bool _isAwake;
    private AttemptRef? _result;
    private long _ask;

    public async Task RunAsync(CancellationToken stop)
    {
        using var pause = new PeriodicTimer(Pause);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!await StepAsync(stop))
                    await pause.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <returns>False: wait a little before the next one.</returns>
    private async Task<bool> StepAsync(CancellationToken stop)
    {
        if (!_isRegistered)
            return _isRegistered = await RegisterAsync(stop);
        if (!_isAwake)
            return _isAwake = await SignOnAsync(stop);
        return _result is null ? await AskAsync(stop) : await ReportAsync(_result, stop);
    }

    private async Task<bool> RegisterAsync(CancellationToken stop)
    {
        var registration = new WorkerRegistration { Name = name, Secret = _secret, Platform = "linux", SupportedTaskTypes = [TaskType] };
        var answer = await history.SendAsync(() => _api.RegisterAsync(registration, joinSecret, stop));
        if (answer.Value is not { } registered)
            return false;

        _api.Authenticate(registered.Uuid, _secret);
        return true;
    }

    private async Task<bool> SignOnAsync(CancellationToken stop)
    {
        var signOn = new WorkerSignOn { Name = name, SupportedTaskTypes = [TaskType], SoftwareVersion = "1.0" };
        return (await history.SendAsync(() => _api.SignOnAsync(signOn, stop))).Value is { StatusRequested: "awake" }
            && (await history.SendAsync(() => _api.StateChangedAsync("awake", stop))).Status is >= 200 and < 300;
    }

    private async Task<bool> AskAsync(CancellationToken stop)
    {
        // The answer to the ask before will not be taken any more, whatever became of it.
        var ask = new TaskAsk { Life = 1, Slot = 0, Ask = ++_ask, Closed = [new ClosedAsk { Slot = 0, Ask = _ask - 1 }] };
        switch (await history.SendAsync(() => _api.AskAsync(ask, stop)))
        {
            case TaskAnswer.Assigned { Task: var task }:
                _result = new AttemptRef { Task = task.Uuid, Attempt = task.Attempt ?? throw new InvalidOperationException("a task without an attempt") };
                return true;
            case TaskAnswer.SignOnAgain:
                _isAwake = false;
                return false;
            default:
                return false;
        }
    }

    private async Task<bool> ReportAsync(AttemptRef result, CancellationToken stop)
    {
        var update = new TaskUpdate { TaskStatus = "completed", Attempt = result.Attempt };
        var status = (await history.SendAsync(() => _api.UpdateAsync(result.Task, update, stop))).Status;
        switch (status)
        {
            case >= 200 and < 300:
                history.Complete(result);
                _result = null;
                return true;
            case 404 or 409 or 410:
                _result = null;
                return true;
            case 0 or 408 or 429 or >= 500:
                return false;
            default:
                throw new InvalidOperationException($"{name}: the result of task {result.Task} was answered {status}");
        }
    }
}
