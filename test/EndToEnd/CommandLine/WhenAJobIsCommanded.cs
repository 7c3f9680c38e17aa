using System.Text.Json;
using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.CommandLine;

/// <summary>What the command line does by itself: keys, waiting, asking, words.</summary>
public sealed class WhenAJobIsCommanded
{
    private static readonly Guid Id = Samples.AJob("active").Id;

    [Fact]
    public async Task a_lost_answer_is_asked_for_again_under_the_same_key()
    {
        await using var server = await WithAsync(Samples.AJob("canceled"));
        server.LostAnswers = 2;

        var ran = await server.RunAsync("cancel", $"{Id}");

        ran.ShouldEndWith(0).Output.ShouldBe($"Job {Id} \"shot\" is canceled.");
        server.Commands.ShouldBe([$"POST jobs/{Id}/cancel", $"POST jobs/{Id}/cancel", $"POST jobs/{Id}/cancel"]);
        server.Keys.Count.ShouldBe(3);
        server.Keys.Distinct().ShouldHaveSingleItem().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task it_waits_until_the_command_is_carried_to_all_tasks()
    {
        await using var server = await WithAsync(Sweeping("cancel-requested", "cancel", 1), Sweeping("cancel-requested", "cancel", 2), Samples.AJob("canceled"));

        var ran = await server.RunAsync("cancel", $"{Id}");

        ran.ShouldEndWith(0).Output.ShouldBe($"Job {Id} \"shot\" is canceled.");
        ran.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task without_waiting_it_says_how_far_it_is()
    {
        await using var server = await WithAsync(Sweeping("requeueing", "requeue-all", 1));

        var ran = await server.RunAsync("requeue", $"{Id}", "--what", "all", "--no-wait");

        ran.ShouldEndWith(0).Output.ShouldBe($"Job {Id} \"shot\" is requeueing; requeueing all its tasks: 1 of 3 reached.");
        server.Commands.ShouldBe([$"POST jobs/{Id}/requeue?what=all"]);
    }

    [Fact]
    public async Task ctrl_c_ends_the_waiting_and_says_that_it_ends_nothing_else()
    {
        await using var server = await WithAsync(Sweeping("cancel-requested", "cancel", 1));
        await using var program = FlamencoProgram.Start(["cancel", $"{Id}"], server.Environment);
        await server.LookedAtAsync();

        Signals.Interrupt(program.Id);

        (await program.EndAsync(TimeSpan.FromMinutes(1))).ShouldBe(130);
        program.Errors.Text.ShouldContain("is carried out without you");
    }

    [Fact]
    public async Task json_is_the_job_and_nothing_else()
    {
        await using var server = await WithAsync(Sweeping("cancel-requested", "cancel", 1), Samples.AJob("canceled"));

        var ran = await server.RunAsync("cancel", $"{Id}", "--json");

        JsonSerializer.Deserialize(ran.ShouldEndWith(0).Output, FlamencoJson.Default.Job)!.Status.ShouldBe("canceled");
    }

    [Fact]
    public async Task a_job_that_pauses_says_what_it_waits_for()
    {
        await using var server = await WithAsync(Samples.AJob("pause-requested") with { TaskCounts = new Dictionary<string, int> { ["active"] = 2 } });

        var ran = await server.RunAsync("pause", $"{Id}");

        ran.ShouldEndWith(0).Output.ShouldContain("it is paused when the 2 tasks that run are through");
    }

    [Fact]
    public async Task a_tasks_id_is_known_by_its_form()
    {
        await using var server = await WithAsync(Samples.AJob("active"));
        var task = $"{Id}"[..^1] + "3";

        (await server.RunAsync("cancel", task)).ShouldEndWith(0);
        (await server.RunAsync("requeue", task)).ShouldEndWith(0);

        server.Commands.ShouldBe([$"POST tasks/{task}/cancel", $"POST tasks/{task}/requeue"]);
        foreach (var verb in (string[])["pause", "resume", "delete"])
            (await server.RunAsync(verb, task)).ShouldEndWith(2).Errors.ShouldContain($"{Id}");
        (await server.RunAsync("priority", task, "1")).ShouldEndWith(2).Errors.ShouldContain($"{Id}");
        (await server.RunAsync("requeue", task, "--what", "all")).ShouldEndWith(2).Errors.ShouldContain("leave it away");
        server.Commands.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("a priority is a number from 0 to 100", "priority", "ID", "101")]
    [InlineData("a priority is a number from 0 to 100", "priority", "ID", "high")]
    [InlineData("it must be all, unfinished or failed", "requeue", "ID", "--what", "some")]
    [InlineData("is not an id", "delete", "12")]
    public async Task what_can_not_be_meant_is_not_sent(string because, params string[] arguments)
    {
        await using var server = await WithAsync(Samples.AJob("active"));

        var ran = await server.RunAsync(arguments.Select(argument => argument == "ID" ? $"{Id}" : argument));

        ran.ShouldEndWith(2).Errors.ShouldContain(because);
        server.Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_priority_is_said()
    {
        await using var server = await WithAsync(Samples.AJob("active") with { Priority = 80 });

        var ran = await server.RunAsync("priority", $"{Id}", "80");

        ran.ShouldEndWith(0).Output.ShouldBe($"Job {Id} \"shot\" has priority 80.");
        server.Commands.ShouldBe([$"POST jobs/{Id}/priority"]);
    }

    [Fact]
    public async Task deleting_without_a_terminal_and_without_yes_shows_what_would_go_and_deletes_nothing()
    {
        await using var server = await WithAsync(Samples.AJob("active"));

        var ran = await server.RunAsync("delete", $"{Id}");

        ran.ShouldEndWith(2).Errors.ShouldContain("its 13 tasks");
        ran.Errors.ShouldContain("frames on disk");
        ran.Errors.ShouldContain("--yes");
        ran.Errors.ShouldNotContain('\e');
        server.Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task with_yes_it_is_deleted_under_one_key()
    {
        await using var server = await WithAsync(Samples.AJob("active"));
        server.LostAnswers = 1;

        var ran = await server.RunAsync("delete", $"{Id}", "--yes");

        ran.ShouldEndWith(0).Output.ShouldContain("is deleted, with its 13 tasks and their logs.");
        server.Commands.ShouldBe([$"DELETE jobs/{Id}", $"DELETE jobs/{Id}"]);
        server.Keys.Distinct().ShouldHaveSingleItem();
    }

    private static Job Sweeping(string status, string what, int reached) =>
        Samples.AJob(status) with { Sweep = new JobSweep { What = what, Reached = reached, Tasks = 3 } };

    private static async Task<FakeServer> WithAsync(params IEnumerable<Job> looks)
    {
        var server = await FakeServer.StartAsync();
        foreach (var job in looks)
            server.Looks.Enqueue(job);
        return server;
    }
}
