using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Access;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Workers;

namespace Flamenco.Server.Tests.Stores;

/// <summary>What every adapter must do. The tests speak to the ports only; <see cref="InSqlite"/> runs them.</summary>
public abstract class StoreTests<TStore> : IAsyncLifetime
    where TStore : StoreUnderTest, new()
{
    protected TStore Store { get; } = new();

    protected IJobStore Jobs => Store.Jobs;

    protected ITaskStore Tasks => Store.Tasks;

    protected IWorkerStore Workers => Store.Workers;

    protected ITokenStore Tokens => Store.Tokens;

    protected IManagerStore Managers => Store.Managers;

    public Task InitializeAsync() => Store.OpenAsync();

    public async Task DisposeAsync() => await Store.DisposeAsync();

    protected async Task<JobRow> StoredAsync(NewJob job) =>
        (await Jobs.CreateAsync(job)).ShouldBeOfType<Written<JobRow>.Applied>().Row;

    protected async Task<JobRow> JobAsync(JobId job) => (await Jobs.FindAsync(job)).ShouldNotBeNull();

    protected async Task<StoredTask> TaskAsync(TaskId task) => (await Tasks.FindAsync(task)).ShouldNotBeNull();

    protected async Task<RenderTaskStatus[]> StatusesAsync(JobId job) =>
        [.. (await Jobs.TableAsync(job)).ShouldNotBeNull().Tasks.Select(task => task.Status)];

    /// <summary>An assignment as somebody would ask for it who knows the rows as they are.</summary>
    protected async Task<NewAttempt> AskForAsync(TaskId task, WorkerId? worker = null, int slot = 0, long life = 1, long ask = 1) => new(
        task, (await TaskAsync(task)).Attempt, (await JobAsync(task.Job)).Generation, worker ?? Some.Worker(), slot, life, ask);

    protected async Task<StoredTask> AssignedAsync(TaskId task, WorkerId? worker = null, int slot = 0, long life = 1, long ask = 1)
    {
        var outcome = await Tasks.AssignAsync(await AskForAsync(task, worker, slot, life, ask));
        return outcome.ShouldBeOfType<AssignOutcome.Assigned>().Row.Task;
    }

    protected Task<Written<StoredTask>> CompleteAsync(TaskId task, int attempt) =>
        Tasks.EndAsync(new AttemptEnd(task, attempt, new TaskEvent.Completed(), Activity: null, Reason: null));

    protected Task<Written<StoredTask>> FailAsync(TaskId task, int attempt, bool forGood = false) => Tasks.EndAsync(new AttemptEnd(
        task, attempt, new TaskEvent.FailedWith(Verdict(forGood)), Activity: "it broke", Reason: "because"));

    protected Task<Written<StoredTask>> ExpireAsync(TaskId task, int attempt) =>
        Tasks.EndAsync(new AttemptEnd(task, attempt, new TaskEvent.Expired(), Activity: "queued again", Reason: "lost"));

    /// <summary>A command that is accepted and carried to all tasks.</summary>
    protected async Task<JobRow> CommandedAsync(JobId job, JobCommand command)
    {
        (await Jobs.CommandAsync(job, command, Some.Artist)).ShouldBeOfType<Commanded.Applied>();
        return await CarriedAsync(job);
    }

    /// <summary>The job when nothing is being carried to its tasks any more.</summary>
    protected async Task<JobRow> CarriedAsync(JobId id)
    {
        var job = await JobAsync(id);
        while (job.Sweep is { } sweep)
            job = (await Jobs.SweepAsync(new SweepOn(id, job.Generation, sweep.Next))).ShouldBeOfType<Written<JobRow>.Applied>().Row;
        return job;
    }

    /// <summary>What a job does by itself, based on its row as it is, carried to all tasks.</summary>
    protected async Task<Written<JobRow>> SettledAsync(JobId id, JobStatus status, Sweep sweep = Sweep.None)
    {
        var job = await JobAsync(id);
        var written = await Jobs.SettleAsync(new SettleJob(id, job.Status, job.Generation, new JobSettlement(status, sweep, "so it is"), job.Counts));
        return written is Written<JobRow>.Applied ? new Written<JobRow>.Applied(await CarriedAsync(id)) : written;
    }

    private static FailureVerdict Verdict(bool forGood) => forGood
        ? new FailureVerdict.Failed("failed by 3 Workers", BlocklistWorker: false)
        : new FailureVerdict.SoftFailed("failed by 1 of 3 Workers", BlocklistWorker: false);
}
