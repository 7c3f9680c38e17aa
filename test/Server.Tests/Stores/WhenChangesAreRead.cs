using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenChangesAreRead<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task there_are_none_after_the_whole_table_was_read()
    {
        var (job, cursor) = await ReadAsync();

        var changes = await ChangesAsync(job, cursor);

        changes.Tasks.ShouldBeEmpty();
        changes.Cursor.ShouldBeGreaterThanOrEqualTo(cursor);
    }

    [Fact]
    public async Task only_what_was_written_since_is_there()
    {
        var (job, cursor) = await ReadAsync();
        await AssignedAsync(job.Task(2));

        var changes = await ChangesAsync(job, cursor);

        var change = changes.Tasks.ShouldHaveSingleItem();
        (change.Number, change.Status, change.Attempt).ShouldBe((2u, RenderTaskStatus.Active, 1));
        changes.Job.Status.ShouldBe(JobStatus.Active);
        (await ChangesAsync(job, changes.Cursor)).Tasks.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_sweep_is_there_with_every_task_that_it_reached()
    {
        var (job, cursor) = await ReadAsync();
        await CommandedAsync(job, JobCommand.Cancel);

        var changes = await ChangesAsync(job, cursor);

        changes.Tasks.Select(task => task.Number).ShouldBe([1u, 2u, 3u]);
        changes.Job.Status.ShouldBe(JobStatus.Canceled);
    }

    [Fact]
    public async Task a_failure_says_by_whom_and_a_hold_that_it_is_held()
    {
        var (job, cursor) = await ReadAsync();
        var worker = Some.Worker();
        await AssignedAsync(job.Task(1), worker);
        await FailAsync(job.Task(1), attempt: 1);
        (await ChangesAsync(job, cursor)).Tasks.ShouldHaveSingleItem().FailedBy.ShouldBe([worker]);

        await AssignedAsync(job.Task(1), worker);
        await CommandedAsync(job, JobCommand.RequeueAll);

        (await ChangesAsync(job, cursor)).Tasks.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            change => change.Held.ShouldBeTrue(),
            change => change.FailedBy.ShouldBeEmpty());
    }

    [Fact]
    public async Task a_version_rises_with_every_write()
    {
        var (job, cursor) = await ReadAsync();
        var versions = new List<int>();
        foreach (var write in (Func<Task>[])
        [
            () => AssignedAsync(job.Task(1)),
            () => Tasks.ProgressAsync(new AttemptProgress(job.Task(1), 1, "on it", null)),
            () => CompleteAsync(job.Task(1), attempt: 1),
            () => CommandedAsync(job, JobCommand.RequeueAll),
        ])
        {
            await write();
            versions.Add((await ChangesAsync(job, cursor)).Tasks.Single(task => task.Number == 1).Version);
        }

        versions.ShouldBe(versions.Distinct().Order());
    }

    [Fact]
    public async Task a_reader_that_follows_the_cursor_misses_nothing_while_others_write()
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(100)))).Id;
        var cursor = (await Jobs.TableAsync(job)).ShouldNotBeNull().Cursor;
        var writing = Task.WhenAll(Enumerable.Range(1, 100).Select(number => AssignedAsync(job.Task((uint)number))));

        var seen = new HashSet<uint>();
        bool last;
        do
        {
            last = writing.IsCompleted;
            var changes = await ChangesAsync(job, cursor);
            seen.UnionWith(changes.Tasks.Select(task => task.Number));
            cursor = changes.Cursor;
        }
        while (!last);

        await writing;
        seen.Count.ShouldBe(100);
    }

    [Fact]
    public async Task other_jobs_do_not_show()
    {
        var (job, cursor) = await ReadAsync();
        await AssignedAsync((await StoredAsync(Some.Job())).Id.Task(1));

        (await ChangesAsync(job, cursor)).Tasks.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_job_that_does_not_exist_has_none()
    {
        (await Jobs.ChangesAsync(Some.Job().Id, cursor: 0)).ShouldBeNull();
        (await Jobs.TableAsync(Some.Job().Id)).ShouldBeNull();
    }

    private async Task<(JobId Job, long Cursor)> ReadAsync()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(3)));
        return (job.Id, (await Jobs.TableAsync(job.Id)).ShouldNotBeNull().Cursor);
    }

    private async Task<JobChanges> ChangesAsync(JobId job, long cursor) => (await Jobs.ChangesAsync(job, cursor)).ShouldNotBeNull();
}
