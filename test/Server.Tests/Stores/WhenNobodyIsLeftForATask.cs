using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenNobodyIsLeftForATask<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task it_fails_for_good_and_the_log_says_why()
    {
        var job = await JobAsync();

        var row = (await Jobs.GiveUpAsync(await StrandedAsync(job, 1, 3))).ShouldBeOfType<Written<JobRow>.Applied>().Row;

        (await StatusesAsync(job)).ShouldBe([RenderTaskStatus.Failed, RenderTaskStatus.Queued, RenderTaskStatus.Failed, RenderTaskStatus.Queued]);
        row.Counts.ShouldBe(new TaskCounts(Queued: 2, Failed: 2));
        var line = (await Jobs.OperationsAsync(job))[^1];
        (line.Who, line.What).ShouldBe(("server", "tasks-failed"));
        line.Detail.ShouldStartWith($"2 tasks failed: {Failure.NobodyIsLeft}");
        (await TaskAsync(job.Task(1))).Activity.ShouldContain(Failure.NobodyIsLeft);
    }

    [Fact]
    public async Task one_that_has_changed_meanwhile_is_left_alone()
    {
        var job = await JobAsync();
        var stranded = await StrandedAsync(job, 1, 2);
        await AssignedAsync(job.Task(1));

        (await Jobs.GiveUpAsync(stranded)).ShouldBeOfType<Written<JobRow>.Applied>();

        (await StatusesAsync(job)).ShouldBe([RenderTaskStatus.Active, RenderTaskStatus.Failed, RenderTaskStatus.Queued, RenderTaskStatus.Queued]);
    }

    [Fact]
    public async Task nothing_fails_where_all_have_changed_meanwhile()
    {
        var job = await JobAsync();
        var stranded = await StrandedAsync(job, 1);
        await FailAsync(job.Task(1), (await AssignedAsync(job.Task(1))).Attempt);
        var log = await Jobs.OperationsAsync(job);

        (await Jobs.GiveUpAsync(stranded)).ShouldBeOfType<Written<JobRow>.Conflict>();

        (await TaskAsync(job.Task(1))).Status.ShouldBe(RenderTaskStatus.SoftFailed);
        (await Jobs.OperationsAsync(job)).Count.ShouldBe(log.Count);
    }

    [Theory]
    [InlineData(JobCommand.Pause)]
    [InlineData(JobCommand.RequeueFailed)]
    [InlineData(JobCommand.Cancel)]
    public async Task a_command_of_a_person_comes_first(JobCommand command)
    {
        var job = await JobAsync();
        var stranded = await StrandedAsync(job, 1);
        (await Jobs.CommandAsync(job, command, Some.Artist)).ShouldBeOfType<Commanded.Applied>();

        (await Jobs.GiveUpAsync(stranded)).ShouldBeOfType<Written<JobRow>.Conflict>();

        (await TaskAsync(job.Task(1))).Status.ShouldBe(RenderTaskStatus.Queued);
    }

    [Fact]
    public async Task many_of_them_go_a_part_at_a_time()
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(1_200)))).Id;
        var rounds = 0;
        while ((await JobAsync(job)).Counts.Queued > 0)
        {
            var left = (await Jobs.TableAsync(job))!.Tasks.Where(task => task.Status is RenderTaskStatus.Queued).Select(task => task.Number);
            (await Jobs.GiveUpAsync(await StrandedAsync(job, [.. left]))).ShouldBeOfType<Written<JobRow>.Applied>();
            rounds++;
        }

        rounds.ShouldBe(3);
    }

    [Fact]
    public async Task a_job_that_does_not_exist_is_missing() =>
        (await Jobs.GiveUpAsync(new StrandedTasks(Some.Job().Id, Generation: 1, new Dictionary<uint, int> { [1] = 1 })))
            .ShouldBeOfType<Written<JobRow>.Missing>();

    private async Task<JobId> JobAsync() => (await StoredAsync(Some.Job(Some.Tasks(4)))).Id;

    private async Task<StrandedTasks> StrandedAsync(JobId job, params uint[] numbers)
    {
        var table = (await Jobs.TableAsync(job)).ShouldNotBeNull();
        return new StrandedTasks(job, table.Job.Generation, table.Tasks.Where(task => numbers.Contains(task.Number)).ToDictionary(task => task.Number, task => task.Version));
    }
}
