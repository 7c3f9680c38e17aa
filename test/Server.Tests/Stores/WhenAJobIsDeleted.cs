using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenAJobIsDeleted<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    /// <summary>More than are removed at once.</summary>
    private const int Many = JobStore.TasksAtOnce + 50;

    [Fact]
    public async Task nobody_sees_it_any_more_before_its_first_row_is_gone()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));

        await DeletedAsync(job.Id);

        (await Jobs.FindAsync(job.Id)).ShouldBeNull();
        (await Jobs.TableAsync(job.Id)).ShouldBeNull();
        (await Tasks.FindAsync(job.Id.Task(1))).ShouldBeNull();
        (await Jobs.ListAsync(10, after: null, manager: null)).ShouldBeEmpty();
        (await Jobs.UnfinishedAsync()).ShouldBe([job.Id]);
    }

    [Fact]
    public async Task no_task_of_it_is_assigned_and_no_result_counts()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        await AssignedAsync(job.Id.Task(1));
        var ask = await AskForAsync(job.Id.Task(2));

        await DeletedAsync(job.Id);

        (await Tasks.AssignAsync(ask)).ShouldBeOfType<AssignOutcome.Missing>();
        (await CompleteAsync(job.Id.Task(1), attempt: 1)).ShouldBeOfType<Written<StoredTask>.Missing>();
    }

    [Fact]
    public async Task a_tombstone_with_its_totals_stays()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(3)));
        await AssignedAsync(job.Id.Task(1));
        await CompleteAsync(job.Id.Task(1), attempt: 1);

        await DeletedAsync(job.Id);
        await ErasedAsync(job.Id);

        var tombstone = (await Jobs.TombstoneAsync(job.Id)).ShouldNotBeNull();
        (tombstone.Name, tombstone.Manager, tombstone.DeletedBy).ShouldBe((job.Name, job.Manager, "ada"));
        (tombstone.Tasks, tombstone.Completed, tombstone.Failed, tombstone.StepsCompleted, tombstone.StepsTotal).ShouldBe((3, 1, 0, 1L, 3L));
        (await Jobs.TombstoneAsync(Some.Job().Id)).ShouldBeNull();
    }

    [Fact]
    public async Task its_rows_go_chunk_by_chunk_until_none_is_left()
    {
        var worker = Some.Worker();
        var job = await StoredAsync(Some.Job(Some.Tasks(Many)));
        await AssignedAsync(job.Id.Task(1), worker);
        await AssignedAsync(job.Id.Task(Many), worker, slot: 1);
        await DeletedAsync(job.Id);

        var isMore = await Jobs.EraseAsync(job.Id);
        var half = await Tasks.HeldByAsync(worker);
        await ErasedAsync(job.Id);

        isMore.ShouldBeTrue();
        half.Select(attempt => attempt.Task.Number).ShouldBe([(uint)Many]);
        (await Tasks.HeldByAsync(worker)).ShouldBeEmpty();
        (await Store.Commands.CommandsAsync(job.Id.Task(1))).ShouldBeNull();
        (await Store.Commands.CommandsAsync(job.Id.Task(Many))).ShouldBeNull();
        (await Jobs.OperationsAsync(job.Id)).ShouldBeEmpty();
        (await Jobs.UnfinishedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_slot_of_its_worker_is_free_again()
    {
        var worker = Some.Worker();
        var job = await StoredAsync(Some.Job());
        await AssignedAsync(job.Id.Task(1), worker);
        await DeletedAsync(job.Id);
        await ErasedAsync(job.Id);
        var other = await StoredAsync(Some.Job());

        var assigned = await AssignedAsync(other.Id.Task(1), worker, ask: 2);

        assigned.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task a_job_that_nobody_deleted_is_not_erased()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));

        var isMore = await Jobs.EraseAsync(job.Id);

        isMore.ShouldBeFalse();
        (await StatusesAsync(job.Id)).ShouldBe([RenderTaskStatus.Queued, RenderTaskStatus.Queued]);
    }

    [Fact]
    public async Task its_submission_under_the_same_key_is_not_made_again()
    {
        var job = Some.Job() with { By = Some.ArtistWith("key") };
        await StoredAsync(job);
        await DeletedAsync(job.Id);
        await ErasedAsync(job.Id);

        var again = await Jobs.CreateAsync(job with { Id = JobId.Create(Some.Moment) });

        again.ShouldBeOfType<Written<JobRow>.Missing>();
        (await Jobs.ListAsync(10, after: null, manager: null)).ShouldBeEmpty();
    }

    private async Task DeletedAsync(JobId job) =>
        (await Jobs.CommandAsync(job, JobCommand.Delete, Some.Artist)).ShouldBeOfType<Commanded.Applied>();

    private async Task ErasedAsync(JobId job)
    {
        while (await Jobs.EraseAsync(job))
        {
            // There is more of it.
        }
    }
}
