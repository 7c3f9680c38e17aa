using System.Text.Json;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Access;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Interfaces.Workers;

namespace Flamenco.Server.Tests.Grains;

/// <summary>One site of the farm: submits jobs, has Workers.</summary>
internal sealed class TestSite(Func<IGrainFactory> grains, ManagerId id)
{
    public static readonly Actor Artist = new("ada", "artist", "127.0.0.1");

    public ManagerId Id => id;

    public IGrainFactory Grains => grains();

    public IManagerGrain Manager => Grains.Manager(id);

    /// <summary>One task that says hello, and then so many that wait for it and not for each other.</summary>
    public SubmitJob Echo(int sleeps = 2, int priority = 50) => new()
    {
        Name = "echo",
        Type = "echo-sleep-test",
        Priority = priority,
        Settings = JsonSerializer.Serialize(new { message = "hello", sleep_repeats = sleeps, sleep_duration_seconds = 0 }),
        Metadata = new Dictionary<string, string>(),
        Manager = id,
        Actor = Artist,
    };

    public async Task<JobId> SubmitAsync(SubmitJob? job = null)
    {
        var result = await Grains.Job(JobId.Create(Some.Moment)).SubmitAsync(job ?? Echo());
        return result.ShouldBeOfType<SubmitResult.Submitted>().Job.Id;
    }

    public async Task<TestWorker> WorkerAsync(string name = "render-01")
    {
        var worker = new TestWorker(this, Some.Worker(), name);
        await worker.RegisterAsync();
        await worker.StartAsync();
        return worker;
    }

    public async Task<JobView> JobAsync(JobId job) => (await Grains.Job(job).GetAsync()).ShouldNotBeNull();

    public async Task<TaskView> TaskAsync(TaskId task) => (await Grains.Task(task).GetAsync()).ShouldNotBeNull();

    public Task<JobView> JobBecomesAsync(JobId job, string status) =>
        Eventually.SeeAsync($"job {job} to be {status}", () => JobAsync(job), view => view.Status == status);

    public Task<CommandResult> CommandAsync(JobId job, JobCommand command, Actor? actor = null) =>
        Grains.Job(job).CommandAsync(new CommandJob { Command = command, Reason = "", Actor = actor ?? Artist });
}

/// <summary>Speaks to its Manager as a Worker of ours does, through a gateway that is not there.</summary>
internal sealed class TestWorker(TestSite site, WorkerId id, string name)
{
    private readonly List<HeldAttempt> _running = [];
    private long _life = 1;
    private long _ask;

    public WorkerId Id => id;

    public IWorkerGrain Grain => site.Grains.Worker(id);

    public Task RegisterAsync() => Grain.RegisterAsync(new RegisterWorker
    {
        Name = name, Secret = "secret", Platform = "linux", TaskTypes = ["misc"], Address = "10.0.0.7", Manager = site.Id,
    });

    /// <summary>Signs on and is awake.</summary>
    public async Task StartAsync()
    {
        await Grain.SignOnAsync(new SignOn { Name = name, TaskTypes = ["misc"], Software = "1.0", CanRestart = false, Address = "10.0.0.7" });
        (await Grain.StateChangedAsync("awake")).ShouldBeTrue();
    }

    /// <summary>Its process died and was started again: it runs nothing, and no answer to the life before will be taken.</summary>
    public void Dies()
    {
        _life++;
        _running.Clear();
    }

    /// <summary>Asks once; an answer with a task is taken and runs.</summary>
    public async Task<AskResult> AskAsync()
    {
        var result = await AskAndLoseTheAnswerAsync();
        if (result.Task is { } task)
            _running.Add(new HeldAttempt(task.Id, task.Attempt));
        return result;
    }

    /// <summary>Asks once; the answer never arrives.</summary>
    public Task<AskResult> AskAndLoseTheAnswerAsync() => site.Manager.AskAsync(new AskTask
    {
        Worker = id, Slot = 0, Life = _life, Ask = ++_ask, Attempts = [.. _running], Closed = [new ClosedSlot(0, _ask - 1)],
    });

    /// <summary>Asks as a Flamenco 3 Worker does: without a number and without a list.</summary>
    public Task<AskResult> AskAsFlamenco3Async() =>
        site.Manager.AskAsync(new AskTask { Worker = id, Slot = 0, Life = 0, Ask = 0, Attempts = [], Closed = [] });

    /// <summary>Asks until there is a task, which a late offer may delay.</summary>
    public async Task<AssignedTaskView> GetTaskAsync()
    {
        var result = await Eventually.SeeAsync($"a task for Worker {name}", AskAsync, answer => answer.Task is not null);
        return result.Task!;
    }

    public Task<ReportResult> ReportAsync(AssignedTaskView task, string? status, string? activity = null, int? steps = null) =>
        site.Grains.Task(task.Id).ReportAsync(new TaskReport
        {
            Worker = id, Attempt = task.Attempt, Status = status, Activity = activity, StepsCompleted = steps,
        });

    /// <summary>Reports a result that must be taken; after that the attempt is off its list.</summary>
    public async Task EndAsync(AssignedTaskView task, string status)
    {
        (await ReportAsync(task, status)).ShouldBe(ReportResult.Accepted);
        Stops(task);
    }

    /// <summary>The processes of this task are dead.</summary>
    public void Stops(AssignedTaskView task) => _running.Remove(new HeldAttempt(task.Id, task.Attempt));

    /// <summary>A sign of life with the list of what runs.</summary>
    public Task<AliveResult> AliveAsync() => Grain.AliveAsync(new Alive
    {
        Life = _life, Attempts = [.. _running], Closed = [new ClosedSlot(0, _ask)],
    });
}
