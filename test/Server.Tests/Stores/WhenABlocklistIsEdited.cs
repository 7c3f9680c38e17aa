using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenABlocklistIsEdited<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private readonly ManagerId _site = Some.Site();

    [Fact]
    public async Task it_shows_the_workers_by_name()
    {
        var job = await JobWithAsync(("zoe", 1), ("ann", 2));

        (await Jobs.BlocklistAsync(job)).Select(row => (row.WorkerName, row.Entry.TaskType)).ShouldBe([("ann", Some.Type), ("zoe", Some.Type)]);
    }

    [Fact]
    public async Task it_is_empty_for_a_job_that_does_not_exist() => (await Jobs.BlocklistAsync(Some.Job().Id)).ShouldBeEmpty();

    [Fact]
    public async Task what_is_taken_from_it_is_gone_and_the_rest_stays()
    {
        var job = await JobWithAsync(("zoe", 1), ("ann", 2));
        var before = await JobAsync(job);

        var commanded = await Jobs.UnblockAsync(job, [await EntryAsync(job, "zoe")], Some.Artist);

        commanded.ShouldBeOfType<Commanded.Applied>().Job.Generation.ShouldBe(before.Generation + 1);
        (await Jobs.BlocklistAsync(job)).Select(row => row.WorkerName).ShouldBe(["ann"]);
        (await Jobs.ChangesAsync(job, cursor: 0)).ShouldNotBeNull().Blocklist.Count.ShouldBe(1);
    }

    [Fact]
    public async Task the_operation_log_names_who_was_let_back_in()
    {
        var job = await JobWithAsync(("zoe", 1));

        await Jobs.UnblockAsync(job, [await EntryAsync(job, "zoe")], Some.Artist);

        var line = (await Jobs.OperationsAsync(job))[^1];
        (line.Who, line.What, line.Detail).ShouldBe(("ada", "unblocked", $"zoe ({Some.Type}), by ada"));
    }

    [Fact]
    public async Task what_is_not_on_it_changes_nothing()
    {
        var job = await JobWithAsync(("zoe", 1));
        var before = await JobAsync(job);
        var log = await Jobs.OperationsAsync(job);

        var commanded = await Jobs.UnblockAsync(job, [new BlocklistEntry("ffmpeg", (await EntryAsync(job, "zoe")).Worker)], Some.Artist);

        commanded.ShouldBeOfType<Commanded.Repeated>();
        (await JobAsync(job)).Generation.ShouldBe(before.Generation);
        (await Jobs.OperationsAsync(job)).Count.ShouldBe(log.Count);
    }

    [Fact]
    public async Task the_same_key_does_it_once()
    {
        var job = await JobWithAsync(("zoe", 1));
        var entry = await EntryAsync(job, "zoe");
        (await Jobs.UnblockAsync(job, [entry], Some.ArtistWith("once"))).ShouldBeOfType<Commanded.Applied>();
        await BlockedAsync(job.Task(2), entry.Worker);

        (await Jobs.UnblockAsync(job, [entry], Some.ArtistWith("once"))).ShouldBeOfType<Commanded.Repeated>();
        (await Jobs.UnblockAsync(job, [entry with { TaskType = "ffmpeg" }], Some.ArtistWith("once"))).ShouldBeOfType<Commanded.KeyReused>();

        (await Jobs.BlocklistAsync(job)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task it_waits_while_a_command_is_carried_to_the_tasks()
    {
        var job = await JobWithAsync(("zoe", 1));
        var entry = await EntryAsync(job, "zoe");
        await Jobs.CommandAsync(job, JobCommand.Pause, Some.Artist);

        (await Jobs.UnblockAsync(job, [entry], Some.Artist)).ShouldBeOfType<Commanded.JobBusy>();
    }

    [Fact]
    public async Task tasks_that_were_to_be_given_up_may_be_tried_again()
    {
        var job = await JobWithAsync(("zoe", 1));
        var table = (await Jobs.TableAsync(job)).ShouldNotBeNull();
        var stranded = new StrandedTasks(job, table.Job.Generation, new Dictionary<uint, int> { [2] = table.Tasks[1].Version });
        await Jobs.UnblockAsync(job, [await EntryAsync(job, "zoe")], Some.Artist);

        (await Jobs.GiveUpAsync(stranded)).ShouldBeOfType<Written<JobRow>.Conflict>();
    }

    [Fact]
    public async Task a_requeue_of_the_job_empties_it_and_forgets_all_failures()
    {
        var job = await JobWithAsync(("zoe", 1));
        var expired = job.Task(2);
        await FailAsync(expired, (await AssignedAsync(expired)).Attempt);
        await ExpireAsync(expired, (await AssignedAsync(expired)).Attempt);
        (await TaskAsync(expired)).Status.ShouldBe(RenderTaskStatus.Queued);

        await CommandedAsync(job, JobCommand.RequeueFailed);

        (await Jobs.BlocklistAsync(job)).ShouldBeEmpty();
        (await TaskAsync(job.Task(1))).FailedBy.ShouldBeEmpty();
        (await TaskAsync(expired)).FailedBy.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_requeue_of_one_task_forgets_only_who_failed_that_one()
    {
        var job = await JobWithAsync(("zoe", 1), ("ann", 2));

        await Tasks.CommandAsync(job.Task(1), SingleTaskCommand.Requeue, Some.Artist);

        (await TaskAsync(job.Task(1))).FailedBy.ShouldBeEmpty();
        (await TaskAsync(job.Task(2))).FailedBy.ShouldHaveSingleItem();
        (await Jobs.BlocklistAsync(job)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_requeue_of_a_task_that_waits_already_forgets_who_failed_it()
    {
        var task = (await JobWithAsync()).Task(1);
        await FailAsync(task, (await AssignedAsync(task)).Attempt);
        await ExpireAsync(task, (await AssignedAsync(task)).Attempt);

        (await Tasks.CommandAsync(task, SingleTaskCommand.Requeue, Some.Artist)).ShouldBeOfType<Commanded.Applied>();
        (await Tasks.CommandAsync(task, SingleTaskCommand.Requeue, Some.Artist)).ShouldBeOfType<Commanded.Repeated>();

        (await TaskAsync(task)).FailedBy.ShouldBeEmpty();
    }

    /// <summary>A job of four tasks; each of these Workers failed one and was blocklisted by that.</summary>
    private async Task<JobId> JobWithAsync(params (string Worker, uint Task)[] blocked)
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(4)) with { Manager = _site })).Id;
        foreach (var (name, number) in blocked)
        {
            var worker = Some.WorkerRow(_site, name);
            await Workers.RegisterAsync(worker);
            await BlockedAsync(job.Task(number), worker.Id);
        }

        return job;
    }

    private async Task BlockedAsync(TaskId task, WorkerId worker)
    {
        var verdict = new FailureVerdict.SoftFailed("failed by 1 of 3 Workers", BlocklistWorker: true);
        var assigned = await AssignedAsync(task, worker);
        await Tasks.EndAsync(new AttemptEnd(task, assigned.Attempt, new TaskEvent.FailedWith(verdict), Activity: null, Reason: null));
    }

    private async Task<BlocklistEntry> EntryAsync(JobId job, string worker) =>
        (await Jobs.BlocklistAsync(job)).Single(row => row.WorkerName == worker).Entry;
}
