using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Server.Tests.Stores;

/// <summary>A job-wide command on its way through more tasks than it reaches at once.</summary>
public abstract class WhenASweepIsUnderWay<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private const int Many = (2 * SweepChunk.TasksAtOnce) + 200;
    private const int AtOnce = SweepChunk.TasksAtOnce;

    [Fact]
    public async Task it_is_accepted_before_any_task_has_changed()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(3)));

        var commanded = await Jobs.CommandAsync(job.Id, JobCommand.Cancel, Some.Artist);

        var row = commanded.ShouldBeOfType<Commanded.Applied>().Job;
        (row.Status, row.Generation, row.SweepKind).ShouldBe((JobStatus.CancelRequested, job.Generation + 1, Sweep.Cancel));
        row.Counts.ShouldBe(new TaskCounts(Queued: 3));
        (await Tasks.AssignAsync(await AskForAsync(job.Id.Task(1)))).ShouldBeOfType<AssignOutcome.Changed>();
    }

    [Fact]
    public async Task it_goes_on_chunk_by_chunk_and_its_end_gives_the_job_its_status()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(Many)));
        var accepted = await AcceptedAsync(job, JobCommand.Cancel);

        var first = await SweptAsync(accepted);
        var second = await SweptAsync(first);
        var last = await SweptAsync(second);

        (first.Sweep!.Next, first.Status, first.Generation).ShouldBe((AtOnce + 1u, JobStatus.CancelRequested, accepted.Generation));
        (second.Sweep!.Next, second.Counts).ShouldBe(((2 * AtOnce) + 1u, new TaskCounts(Queued: 200, Canceled: 2 * AtOnce)));
        (last.Sweep, last.Status, last.Generation).ShouldBe((null, JobStatus.Canceled, accepted.Generation + 1));
        last.Counts.ShouldBe(new TaskCounts(Canceled: Many));
        (await Jobs.OperationsAsync(job.Id)).TakeLast(2).Select(line => line.What).ShouldBe(["cancel-requested", "canceled"]);
    }

    [Fact]
    public async Task a_late_chunk_does_nothing()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(Many)));
        var accepted = await AcceptedAsync(job, JobCommand.Pause);
        await SweptAsync(accepted);

        var again = await Jobs.SweepAsync(new SweepOn(job.Id, accepted.Generation, 1));
        await Jobs.CommandAsync(job.Id, JobCommand.Resume, Some.Artist);
        var late = await Jobs.SweepAsync(new SweepOn(job.Id, accepted.Generation, AtOnce + 1));

        again.ShouldBeOfType<Written<JobRow>.Conflict>();
        late.ShouldBeOfType<Written<JobRow>.Conflict>();
        (await CarriedAsync(job.Id)).Counts.ShouldBe(new TaskCounts(Queued: Many));
    }

    [Fact]
    public async Task a_result_of_a_task_that_it_has_not_reached_counts()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(Many)));
        await AssignedAsync(job.Id.Task(Many));
        await AssignedAsync(job.Id.Task(1), slot: 1);
        var accepted = await AcceptedAsync(job, JobCommand.Cancel);
        await SweptAsync(accepted);

        var reached = await CompleteAsync(job.Id.Task(1), attempt: 1);
        var notReached = await CompleteAsync(job.Id.Task(Many), attempt: 1);

        reached.ShouldBeOfType<Written<StoredTask>.Conflict>();
        notReached.ShouldBeOfType<Written<StoredTask>.Applied>();
        (await CarriedAsync(job.Id)).Counts.ShouldBe(new TaskCounts(Completed: 1, Canceled: Many - 1));
        (await TaskAsync(job.Id.Task(1))).Held.ShouldBe(1);
    }

    [Fact]
    public async Task a_command_that_takes_its_place_begins_at_the_first_task()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(Many)));
        await SweptAsync(await AcceptedAsync(job, JobCommand.Pause));

        var canceled = await AcceptedAsync(job, JobCommand.Cancel);

        (canceled.Sweep!.Kind, canceled.Sweep.Next).ShouldBe((Sweep.Cancel, 1u));
        (await CarriedAsync(job.Id)).Counts.ShouldBe(new TaskCounts(Canceled: Many));
    }

    [Fact]
    public async Task the_same_command_is_under_way_already()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(Many)));
        await CommandedAsync(job.Id, JobCommand.Cancel);
        var accepted = await AcceptedAsync(job, JobCommand.RequeueAll);

        var again = await Jobs.CommandAsync(job.Id, JobCommand.RequeueAll, Some.Artist);
        var other = await Jobs.CommandAsync(job.Id, JobCommand.Pause, Some.Artist);

        again.ShouldBeOfType<Commanded.Repeated>().Job!.Generation.ShouldBe(accepted.Generation);
        other.ShouldBeOfType<Commanded.Refused>();
    }

    [Fact]
    public async Task the_job_does_nothing_by_itself()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        var accepted = await AcceptedAsync(job, JobCommand.Pause);

        var settled = await Jobs.SettleAsync(new SettleJob(
            job.Id, accepted.Status, accepted.Generation, new JobSettlement(JobStatus.Paused, Sweep.None, "nothing runs"), accepted.Counts));

        settled.ShouldBeOfType<Written<JobRow>.Conflict>();
    }

    [Fact]
    public async Task commands_on_single_tasks_wait()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        await AcceptedAsync(job, JobCommand.Cancel);

        var commanded = await Tasks.CommandAsync(job.Id.Task(1), SingleTaskCommand.Requeue, Some.Artist);

        commanded.ShouldBeOfType<Commanded.JobBusy>();
        (await CarriedAsync(job.Id)).Counts.ShouldBe(new TaskCounts(Canceled: 2));
    }

    [Fact]
    public async Task somebody_must_look_after_the_job_until_it_is_through()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        await AssignedAsync(job.Id.Task(1));
        await FailAsync(job.Id.Task(1), attempt: 1, forGood: true);
        var row = await JobAsync(job.Id);
        await Jobs.SettleAsync(new SettleJob(
            job.Id, row.Status, row.Generation, new JobSettlement(JobStatus.Failed, Sweep.Fail, "1 of 2 tasks failed"), row.Counts));

        var unfinished = await Jobs.UnfinishedAsync();
        await CarriedAsync(job.Id);

        unfinished.ShouldContain(job.Id);
        (await Jobs.UnfinishedAsync()).ShouldNotContain(job.Id);
    }

    [Fact]
    public async Task many_sweeps_and_results_at_once_leave_counters_that_are_right()
    {
        var jobs = new List<JobRow>();
        for (var number = 0; number < 8; number++)
            jobs.Add(await StoredAsync(Some.Job(Some.Tasks(AtOnce + 10))));
        foreach (var job in jobs)
            await AssignedAsync(job.Id.Task(AtOnce + 5));

        await Task.WhenAll(jobs.SelectMany(job => (Task[])
        [
            CommandedAsync(job.Id, JobCommand.Cancel),
            CompleteAsync(job.Id.Task(AtOnce + 5), attempt: 1),
        ]));

        foreach (var job in jobs)
        {
            var table = (await Jobs.TableAsync(job.Id)).ShouldNotBeNull();
            table.Job.Counts.ShouldBe(table.Tasks.Aggregate(new TaskCounts(), (counts, task) => counts.With(task.Status, 1)));
            (table.Job.Counts.Completed + table.Job.Counts.Canceled).ShouldBe(AtOnce + 10);
        }
    }

    private async Task<JobRow> AcceptedAsync(JobRow job, JobCommand command) =>
        (await Jobs.CommandAsync(job.Id, command, Some.Artist)).ShouldBeOfType<Commanded.Applied>().Job;

    private async Task<JobRow> SweptAsync(JobRow job) =>
        (await Jobs.SweepAsync(new SweepOn(job.Id, job.Generation, job.Sweep.ShouldNotBeNull().Next))).ShouldBeOfType<Written<JobRow>.Applied>().Row;
}
