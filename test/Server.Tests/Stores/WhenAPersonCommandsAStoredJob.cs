using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenAPersonCommandsAStoredJob<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private const RenderTaskStatus Queued = RenderTaskStatus.Queued;
    private const RenderTaskStatus Active = RenderTaskStatus.Active;
    private const RenderTaskStatus Completed = RenderTaskStatus.Completed;
    private const RenderTaskStatus SoftFailed = RenderTaskStatus.SoftFailed;
    private const RenderTaskStatus Failed = RenderTaskStatus.Failed;
    private const RenderTaskStatus Canceled = RenderTaskStatus.Canceled;
    private const RenderTaskStatus Paused = RenderTaskStatus.Paused;

    [Fact]
    public async Task cancel_takes_everything_that_is_not_done()
    {
        var job = await MixedAsync();

        var row = await CommandedAsync(job, JobCommand.Cancel);

        row.Status.ShouldBe(JobStatus.Canceled);
        (await StatusesAsync(job)).ShouldBe([Canceled, Canceled, Completed, Canceled, Failed]);
        row.Counts.ShouldBe(new TaskCounts(Completed: 1, Failed: 1, Canceled: 3));
    }

    [Fact]
    public async Task pause_lets_what_runs_go_on()
    {
        var job = await MixedAsync();

        var row = await CommandedAsync(job, JobCommand.Pause);

        row.Status.ShouldBe(JobStatus.PauseRequested);
        (await StatusesAsync(job)).ShouldBe([Paused, Active, Completed, Paused, Failed]);
    }

    [Fact]
    public async Task resume_queues_what_was_paused()
    {
        var job = await MixedAsync();
        await CommandedAsync(job, JobCommand.Pause);

        var row = await CommandedAsync(job, JobCommand.Resume);

        row.Status.ShouldBe(JobStatus.Queued);
        (await StatusesAsync(job)).ShouldBe([Queued, Active, Completed, Queued, Failed]);
    }

    [Fact]
    public async Task requeue_all_undoes_completions_too()
    {
        var job = await MixedAsync();

        var row = await CommandedAsync(job, JobCommand.RequeueAll);

        (await StatusesAsync(job)).ShouldAllBe(status => status == Queued);
        row.Counts.ShouldBe(new TaskCounts(Queued: 5));
        row.StepsCompleted.ShouldBe(0);
    }

    [Fact]
    public async Task requeue_unfinished_leaves_what_is_completed()
    {
        var job = await MixedAsync();
        await CommandedAsync(job, JobCommand.Cancel);

        await CommandedAsync(job, JobCommand.RequeueUnfinished);

        (await StatusesAsync(job)).ShouldBe([Queued, Queued, Completed, Queued, Queued]);
    }

    [Fact]
    public async Task requeue_failed_takes_back_what_the_failing_of_the_job_canceled_and_nothing_else()
    {
        var job = await MixedAsync();
        (await SettledAsync(job, JobStatus.Failed, Sweep.Fail)).ShouldBeOfType<Written<JobRow>.Applied>();
        (await StatusesAsync(job)).ShouldBe([Canceled, Canceled, Completed, Canceled, Failed]);

        await CommandedAsync(job, JobCommand.RequeueFailed);

        (await StatusesAsync(job)).ShouldBe([Queued, Queued, Completed, Queued, Queued]);
    }

    [Fact]
    public async Task requeue_failed_leaves_alone_what_runs_or_waits()
    {
        var job = await MixedAsync();

        await CommandedAsync(job, JobCommand.RequeueFailed);

        (await StatusesAsync(job)).ShouldBe([Queued, Active, Completed, Queued, Queued]);
    }

    [Theory]
    [InlineData(JobCommand.Cancel)]
    [InlineData(JobCommand.RequeueAll)]
    public async Task what_it_takes_from_a_worker_is_revoked_and_held(JobCommand command)
    {
        var job = await MixedAsync();
        var running = job.Task(2);

        await CommandedAsync(job, command);

        (await TaskAsync(running)).Held.ShouldBe(1);
        var attempt = (await Tasks.AttemptsAsync(running)).ShouldHaveSingleItem();
        (attempt.Outcome, attempt.Held, attempt.Ended).ShouldBe((AttemptOutcome.Revoked, true, Some.Moment));
    }

    [Fact]
    public async Task a_hold_outlives_whatever_follows_until_it_is_confirmed()
    {
        var job = await MixedAsync();
        var running = job.Task(2);
        await CommandedAsync(job, JobCommand.Cancel);
        await CommandedAsync(job, JobCommand.RequeueUnfinished);
        await CommandedAsync(job, JobCommand.Pause);
        await CommandedAsync(job, JobCommand.Resume);
        (await Tasks.AssignAsync(await AskForAsync(running))).ShouldBeOfType<AssignOutcome.Changed>().Task.Held.ShouldBe(1);

        var confirmed = await Tasks.ConfirmDeadAsync(running, attempt: 1);

        confirmed.ShouldBeOfType<Written<StoredTask>.Applied>().Row.Held.ShouldBeNull();
        (await Tasks.AttemptsAsync(running)).ShouldHaveSingleItem().Held.ShouldBeFalse();
        (await AssignedAsync(running)).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task a_doubled_confirmation_does_not_free_a_newer_hold()
    {
        var running = (await MixedAsync()).Task(2);
        await CommandedAsync(running.Job, JobCommand.RequeueAll);
        await Tasks.ConfirmDeadAsync(running, attempt: 1);
        await AssignedAsync(running);
        await CommandedAsync(running.Job, JobCommand.RequeueAll);

        var doubled = await Tasks.ConfirmDeadAsync(running, attempt: 1);

        doubled.ShouldBeOfType<Written<StoredTask>.Conflict>();
        (await TaskAsync(running)).Held.ShouldBe(2);
    }

    [Theory]
    [InlineData(JobCommand.Cancel)]
    [InlineData(JobCommand.Pause)]
    [InlineData(JobCommand.RequeueAll)]
    [InlineData(JobCommand.RequeueFailed)]
    public async Task an_accepted_command_raises_the_generation(JobCommand command)
    {
        var job = await MixedAsync();
        var before = await JobAsync(job);

        var after = await CommandedAsync(job, command);

        after.Generation.ShouldBeGreaterThan(before.Generation);
        (await JobAsync(job)).Generation.ShouldBe(after.Generation);
    }

    [Fact]
    public async Task the_same_command_again_changes_nothing()
    {
        var job = await MixedAsync();
        var first = await CommandedAsync(job, JobCommand.Cancel);
        var log = await Jobs.OperationsAsync(job);

        var second = await Jobs.CommandAsync(job, JobCommand.Cancel, Some.Artist);

        second.ShouldBeOfType<Commanded.Repeated>().Job!.Generation.ShouldBe(first.Generation);
        (await Jobs.OperationsAsync(job)).Count.ShouldBe(log.Count);
    }

    [Fact]
    public async Task a_command_is_judged_by_the_stored_status()
    {
        var job = await MixedAsync();
        await CommandedAsync(job, JobCommand.Cancel);

        var resume = await Jobs.CommandAsync(job, JobCommand.Resume, Some.Artist);

        resume.ShouldBeOfType<Commanded.Refused>().Reason.ShouldBe("a job that is canceled can not be resumed");
        (await JobAsync(job)).Status.ShouldBe(JobStatus.Canceled);
    }

    [Fact]
    public async Task a_job_that_does_not_exist_is_missing() =>
        (await Jobs.CommandAsync(Some.Job().Id, JobCommand.Cancel, Some.Artist)).ShouldBeOfType<Commanded.Missing>();

    [Fact]
    public async Task the_operation_log_says_who_did_it_and_why()
    {
        var job = await MixedAsync();

        await Jobs.CommandAsync(job, JobCommand.Cancel, new OperationBy("ben", "operator", "::1", "wrong camera", Guid.NewGuid()));
        await CarriedAsync(job);

        var log = (await Jobs.OperationsAsync(job)).TakeLast(2).ToList();
        (log[0].Who, log[0].What, log[0].Detail).ShouldBe(("ben", "cancel-requested", "ben: wrong camera"));
        (log[1].Who, log[1].What).ShouldBe(("server", "canceled"));
        log[1].Sequence.ShouldBe(log[0].Sequence + 1);
    }

    /// <summary>Five tasks: queued, active, completed, soft-failed, failed.</summary>
    private async Task<JobId> MixedAsync()
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(5)))).Id;
        foreach (var number in (uint[])[2, 3, 4, 5])
            await AssignedAsync(job.Task(number));
        await CompleteAsync(job.Task(3), attempt: 1);
        await FailAsync(job.Task(4), attempt: 1);
        await FailAsync(job.Task(5), attempt: 1, forGood: true);
        (await StatusesAsync(job)).ShouldBe([Queued, Active, Completed, SoftFailed, Failed]);
        return job;
    }
}
