using System.Text.Json;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenAJobIsStored<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task it_is_there_as_it_was_submitted()
    {
        var job = Some.Job() with { Name = "shot ä \"1\"", Priority = 70, Settings = """{"frames":"1-3"}""", Metadata = """{"project":"x"}""" };

        await StoredAsync(job);

        var row = await JobAsync(job.Id);
        row.ShouldSatisfyAllConditions(
            () => row.Name.ShouldBe(job.Name),
            () => row.Priority.ShouldBe(70),
            () => row.Settings.ShouldBe(job.Settings),
            () => row.Metadata.ShouldBe(job.Metadata),
            () => row.Manager.ShouldBe(job.Manager),
            () => row.SubmittedBy.ShouldBe("ada"),
            () => row.Created.ShouldBe(Some.Moment),
            () => row.Status.ShouldBe(JobStatus.Queued));
    }

    [Fact]
    public async Task all_its_tasks_are_there_and_its_counters_say_so()
    {
        var job = Some.Job(Some.Task(1, steps: 4), Some.Task(2, steps: 3), Some.Task(3, 1, "ffmpeg", 1, 2));

        var row = await StoredAsync(job);

        var table = (await Jobs.TableAsync(job.Id)).ShouldNotBeNull();
        table.Tasks.Select(task => task.Number).ShouldBe([1u, 2u, 3u]);
        table.Tasks[2].DependsOn.ShouldBe([1u, 2u]);
        table.Tasks[2].Type.ShouldBe("ffmpeg");
        row.Counts.ShouldBe(new TaskCounts(Queued: 3));
        (row.StepsCompleted, row.StepsTotal).ShouldBe((0, 8));
    }

    [Fact]
    public async Task a_paused_one_has_only_paused_tasks()
    {
        var row = await StoredAsync(Some.Job(Some.Tasks(2)) with { Paused = true });

        row.Status.ShouldBe(JobStatus.Paused);
        row.Counts.ShouldBe(new TaskCounts(Paused: 2));
        (await StatusesAsync(row.Id)).ShouldBe([RenderTaskStatus.Paused, RenderTaskStatus.Paused]);
    }

    [Fact]
    public async Task nothing_of_it_is_kept_if_one_of_its_tasks_can_not_be_stored()
    {
        var flawed = Some.Job(Some.Task(1), Some.Task(2), Some.Task(2)) with { By = Some.ArtistWith("key") };

        await Should.ThrowAsync<Exception>(() => Jobs.CreateAsync(flawed));

        (await Jobs.FindAsync(flawed.Id)).ShouldBeNull();
        (await Tasks.FindAsync(flawed.Id.Task(1))).ShouldBeNull();
        (await Store.Commands.CommandsAsync(flawed.Id.Task(1))).ShouldBeNull();
        (await Jobs.OperationsAsync(flawed.Id)).ShouldBeEmpty();
        (await Jobs.FindByKeyAsync("ada", "key")).ShouldBeNull();
    }

    [Fact]
    public async Task its_operation_log_says_who_submitted_it_and_what_became_of_it()
    {
        var row = await StoredAsync(Some.Job(Some.Tasks(2)));

        var log = await Jobs.OperationsAsync(row.Id);

        log.Select(line => (line.Sequence, line.Who, line.What)).ShouldBe([(1, "ada", "submitted"), (2, "server", "compiled")]);
        log[1].Detail.ShouldBe("2 tasks");
    }

    [Fact]
    public async Task every_task_has_its_own_commands_however_many_there_are()
    {
        var job = Some.Job(Some.Tasks(600));

        await StoredAsync(job);

        foreach (var number in (uint[])[1, 2, 255, 256, 257, 512, 513, 600])
        {
            var commands = (await Store.Commands.CommandsAsync(job.Id.Task(number))).ShouldNotBeNull();
            JsonDocument.Parse(commands).RootElement[0].GetProperty("parameters").GetProperty("message").GetString().ShouldBe($"command of {number}");
        }
    }

    [Fact]
    public async Task a_task_that_it_does_not_have_has_no_commands()
    {
        var row = await StoredAsync(Some.Job(Some.Tasks(2)));

        (await Store.Commands.CommandsAsync(row.Id.Task(3))).ShouldBeNull();
        (await Store.Commands.CommandsAsync(row.Id.Task(300))).ShouldBeNull();
        (await Tasks.FindAsync(row.Id.Task(3))).ShouldBeNull();
    }
}
