using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Inspection;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Workers;

namespace Flamenco.Server.Tests.Stores;

/// <summary>Tests that inspect a farm with a history, in which each thing happened that can happen.</summary>
public abstract class InspectionTests<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    protected Task<InspectionReport> InspectedAsync(FarmState state = FarmState.Live) => Store.Inspection.InspectAsync(new InspectionRequest(state));

    protected async Task<WorkerId> WorkerAsync(string name)
    {
        var worker = Some.WorkerRow(Some.Site(), name);
        (await Workers.RegisterAsync(worker)).ShouldBeOfType<Written<WorkerRow>.Applied>();
        return worker.Id;
    }

    /// <summary>A job in which one task runs, one was completed, one is held, one failed and one waits.</summary>
    protected async Task<JobId> JobInTheMiddleAsync()
    {
        var worker = await WorkerAsync("busy");
        var job = (await StoredAsync(Some.Job(
            Some.Task(1, steps: 5), Some.Task(2, 1, Some.Type, 1), Some.Task(3), Some.Task(4), Some.Task(5, 1, Some.Type, 2, 4)))).Id;
        await AssignedAsync(job.Task(1), worker, slot: 1);
        await ExpireAsync(job.Task(1), 1);
        await AssignedAsync(job.Task(1), worker, slot: 1);
        await CompleteAsync(job.Task(1), 2);
        await AssignedAsync(job.Task(2), worker, slot: 2);
        await AssignedAsync(job.Task(3), worker, slot: 3);
        (await Tasks.CommandAsync(job.Task(3), SingleTaskCommand.Requeue, Some.Artist)).ShouldBeOfType<Commanded.Applied>();
        await AssignedAsync(job.Task(4), worker, slot: 4);
        await FailAsync(job.Task(4), 1);
        return job;
    }

    /// <summary>A job with a person's every command, and everything that a job does by itself.</summary>
    protected async Task<JobId> JobWithEveryCommandAsync()
    {
        var worker = await WorkerAsync("patient");
        var job = (await StoredAsync(Some.Job(Some.Tasks(3)))).Id;
        await CompletedAsync(job, worker, 1);
        (await Jobs.PrioritizeAsync(job, 70, Some.Artist)).ShouldBeOfType<Commanded.Applied>();
        await CommandedAsync(job, JobCommand.Pause);
        await SettledAsync(job, JobStatus.Paused);
        await CommandedAsync(job, JobCommand.Resume);
        await CommandedAsync(job, JobCommand.RequeueAll);
        (await Tasks.CommandAsync(job.Task(2), SingleTaskCommand.Cancel, Some.Artist)).ShouldBeOfType<Commanded.Applied>();
        await AssignedAsync(job.Task(3), worker);
        await CommandedAsync(job, JobCommand.Cancel);
        await Tasks.ConfirmDeadAsync(job.Task(3), 1);
        await CommandedAsync(job, JobCommand.RequeueUnfinished);
        var attempt = (await AssignedAsync(job.Task(1), worker)).Attempt;
        await Tasks.EndAsync(new AttemptEnd(
            job.Task(1), attempt, new TaskEvent.FailedWith(new FailureVerdict.Failed("it always does", BlocklistWorker: true)), Activity: null, Reason: "because"));
        (await Jobs.UnblockAsync(job, [new BlocklistEntry(Some.Type, worker)], Some.Artist)).ShouldBeOfType<Commanded.Applied>();
        await SettledAsync(job, JobStatus.Failed, Sweep.Fail);
        await CommandedAsync(job, JobCommand.RequeueFailed);
        foreach (var number in (uint[])[1, 2, 3])
            await CompletedAsync(job, worker, number);
        await SettledAsync(job, JobStatus.Completed);
        return job;
    }

    protected async Task<JobId> DeletedJobAsync()
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(2)))).Id;
        (await Jobs.CommandAsync(job, JobCommand.Delete, Some.Artist)).ShouldBeOfType<Commanded.Applied>();
        while (await Jobs.EraseAsync(job))
        {
            // There is more of it.
        }

        return job;
    }

    private async Task CompletedAsync(JobId job, WorkerId worker, uint number)
    {
        var attempt = (await AssignedAsync(job.Task(number), worker)).Attempt;
        (await CompleteAsync(job.Task(number), attempt)).ShouldBeOfType<Written<StoredTask>.Applied>();
    }
}
