using Flamenco.Contracts.Site;

namespace Flamenco.Faults.Clusters;

/// <summary>
/// A Worker with one slot that hands its tasks in after a moment, whatever becomes of its farm: it keeps a result until it
/// has a verdict about it. A request that came to nothing is repeated after a second.
/// </summary>
public sealed class SimulatedWorker(HttpClient http, string name, string joinSecret, TimeSpan work, ClientHistory history)
{
    private const string TaskType = "misc";
    private const int Wait = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly WorkerApi _api = new(http, Patience);
    private readonly string _secret = Guid.NewGuid().ToString("N");
    private bool _isRegistered;
    private bool _isAwake;
    private bool _failed;
    private AttemptRef? _result;
    private long _ask;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                _failed = !await StepAsync(stop);
                if (_failed)
                    await Task.Delay(Pause, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It has seen enough.
        }
    }

    /// <returns>False: it came to nothing.</returns>
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
        var registered = default(RegisteredWorker);
        await SendAsync("register", async () =>
        {
            var answer = await _api.RegisterAsync(registration, joinSecret, stop);
            registered = answer.Value;
            return (answer.Status, answer.Reason);
        });
        if (registered is null)
            return false;

        _api.Authenticate(registered.Uuid, _secret);
        return true;
    }

    private async Task<bool> SignOnAsync(CancellationToken stop)
    {
        var signOn = new WorkerSignOn { Name = name, SupportedTaskTypes = [TaskType], SoftwareVersion = "1.0" };
        return await SendAsync("sign-on", async () => Told(await _api.SignOnAsync(signOn, stop))) is >= 200 and < 300
            && await SendAsync("state", async () => Told(await _api.StateChangedAsync("awake", life: 1, stop))) is >= 200 and < 300;
    }

    private async Task<bool> AskAsync(CancellationToken stop)
    {
        // The answer to the ask before will not be taken any more, whatever became of it.
        var ask = new TaskAsk { WaitSeconds = Wait, Life = 1, Slot = 0, Ask = ++_ask, Closed = [new ClosedAsk { Slot = 0, Ask = _ask - 1 }] };
        TaskAnswer answer = new TaskAnswer.Nothing();
        await SendAsync("ask", async () =>
        {
            answer = await _api.AskAsync(ask, stop);
            return answer is TaskAnswer.Unavailable trouble ? (trouble.Reason.StartsWith("5", StringComparison.Ordinal) ? 503 : 0, trouble.Reason) : (200, "");
        });
        switch (answer)
        {
            case TaskAnswer.Assigned { Task: var task }:
                _result = new AttemptRef { Task = task.Uuid, Attempt = task.Attempt ?? throw new InvalidOperationException("a task without an attempt") };
                history.HandOut(_result, name);
                await Task.Delay(work, stop);
                return true;
            case TaskAnswer.SignOnAgain:
                _isAwake = false;
                return true;
            default:
                return answer is not TaskAnswer.Unavailable;
        }
    }

    private async Task<bool> ReportAsync(AttemptRef result, CancellationToken stop)
    {
        var update = new TaskUpdate { TaskStatus = "completed", Attempt = result.Attempt, UpdateNumber = 1 };
        var status = await SendAsync("report", async () => Told(await _api.UpdateAsync(result.Task, update, stop)));
        switch (status)
        {
            case >= 200 and < 300:
                history.Complete(result);
                _result = null;
                return true;
            case 404 or 409 or 410:
                _result = null;
                return true;
            case 401:
                _isAwake = false;
                return true;
            case 0 or 408 or 429 or >= 500:
                return false;
            default:
                throw new InvalidOperationException($"{name}: the result of task {result.Task} was answered {status}");
        }
    }

    private Task<int> SendAsync(string kind, Func<Task<(int Status, string Reason)>> send) => history.SendAsync(kind, _failed, send);

    private static (int Status, string Reason) Told<T>(ApiAnswer<T> answer) => (answer.Status, answer.Reason);
}
