using Flamenco.Domain.Tasks;
using Flamenco.Storage.Managers;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenManyWriteAtOnce<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task a_write_that_can_not_be_stored_fails_alone()
    {
        var good = Enumerable.Range(0, 40).Select(_ => Some.Job(Some.Tasks(2))).ToList();
        var bad = Some.Job(Some.Task(1), Some.Task(1));
        var jobs = good.Take(20).Append(bad).Concat(good.Skip(20)).ToList();

        var writes = jobs.Select(job => (Job: job, Write: Jobs.CreateAsync(job))).ToList();
        await Task.WhenAll(writes.Select(write => write.Write)).ContinueWith(_ => { }, TaskScheduler.Default);

        writes.Where(write => !write.Write.IsCompletedSuccessfully).Select(write => write.Job.Id).ShouldBe([bad.Id]);
        foreach (var job in good)
            (await JobAsync(job.Id)).Counts.ShouldBe(new TaskCounts(Queued: 2));
        (await Jobs.FindAsync(bad.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task changes_after_a_write_that_failed_are_still_seen()
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(2)))).Id;
        var cursor = (await Jobs.TableAsync(job)).ShouldNotBeNull().Cursor;
        var ask = await AskForAsync(job.Task(1));

        var failing = Jobs.CreateAsync(Some.Job(Some.Task(1), Some.Task(1)));
        var assigning = Tasks.AssignAsync(ask);
        await Should.ThrowAsync<Exception>(() => failing);
        await assigning;

        (await Jobs.ChangesAsync(job, cursor)).ShouldNotBeNull().Tasks.ShouldHaveSingleItem().Number.ShouldBe(1u);
    }

    [Fact]
    public async Task counters_are_right_when_all_tasks_of_a_job_move_together()
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(60)))).Id;

        await Task.WhenAll(Enumerable.Range(1, 60).Select(async number =>
        {
            var task = job.Task((uint)number);
            await AssignedAsync(task);
            if (number % 3 == 0)
                await FailAsync(task, attempt: 1);
            else
                await CompleteAsync(task, attempt: 1);
        }));

        (await JobAsync(job)).Counts.ShouldBe(new TaskCounts(Completed: 40, SoftFailed: 20));
    }

    [Fact]
    public async Task a_write_that_its_caller_gave_up_before_is_not_made()
    {
        var job = Some.Job();

        await Should.ThrowAsync<OperationCanceledException>(() => Jobs.CreateAsync(job, new CancellationToken(canceled: true)));

        (await Jobs.FindAsync(job.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task a_site_whose_name_is_taken_fails_alone()
    {
        await Managers.AddAsync(new ManagerRow(Some.Site(), "main"));

        var taken = Managers.AddAsync(new ManagerRow(Some.Site(), "main"));
        var free = Managers.AddAsync(new ManagerRow(Some.Site(), "annex"));
        await Should.ThrowAsync<Exception>(() => taken);
        await free;

        (await Managers.ListAsync()).Select(site => site.Name).ShouldBe(["annex", "main"]);
    }
}
