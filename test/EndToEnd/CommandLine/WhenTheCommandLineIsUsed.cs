using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.CommandLine;

public sealed class WhenTheCommandLineIsUsed
{
    [Theory]
    [InlineData]
    [InlineData("up")]
    [InlineData("submit")]
    [InlineData("jobs")]
    [InlineData("job")]
    [InlineData("tasks")]
    [InlineData("task")]
    [InlineData("logs")]
    [InlineData("workers")]
    [InlineData("worker")]
    [InlineData("managers")]
    [InlineData("job-types")]
    [InlineData("doctor")]
    [InlineData("cancel")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("requeue")]
    [InlineData("priority")]
    [InlineData("delete")]
    public async Task every_verb_explains_itself(params string[] verb)
    {
        var ran = await FlamencoProgram.RunAsync([.. verb, "--help"]);

        ran.ShouldEndWith(0).Output.ShouldContain($"flamenco {string.Concat(verb)}".Trim());
        ran.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task it_tells_its_version()
    {
        var ran = await FlamencoProgram.RunAsync(["--version"]);

        ran.ShouldEndWith(0).Output.ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Theory]
    [InlineData("there is no verb or option \"render\"", "render")]
    [InlineData("there is no verb or option \"--sever\"", "jobs", "--sever")]
    [InlineData("is not an id", "job", "12")]
    [InlineData("--workers must be a number from 1 to 64", "up", "--workers", "0")]
    [InlineData("is not an address", "jobs", "--server", "farm")]
    public async Task bad_usage_is_two_lines_and_exit_code_2(string because, params string[] arguments)
    {
        var ran = await FlamencoProgram.RunAsync(arguments, ("FLAMENCO_TOKEN", "t"));

        ran.ShouldEndWith(2).Errors.ShouldContain(because);
        ran.Errors.Split('\n').Length.ShouldBeLessThanOrEqualTo(2);
        ran.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task names_from_the_farm_can_not_command_the_terminal()
    {
        await using var server = await FakeServer.StartAsync();
        server.Looks.Enqueue(Samples.AJob("active", name: "[red]shot[/]\e[2J\r\n\u202Eevil"));

        var ran = await server.RunAsync("jobs");

        ran.ShouldEndWith(0).Output.ShouldContain("[red]shot[/]\uFFFD[2J\uFFFD\uFFFD\uFFFDevil");
        ran.Output.ShouldNotContain('\e');
    }

    [Fact]
    public async Task a_log_is_shown_without_its_terminal_sequences()
    {
        await using var server = await FakeServer.StartAsync();
        server.Log = "Fra:1\rFra:2\r\n\e[31mred\e[0m \e]0;title\aend\n"u8.ToArray();

        var ran = await server.RunAsync("logs", Guid.Empty.ToString(), "--follow");

        ran.ShouldEndWith(0).Output.ShouldBe("Fra:1\nFra:2\nred end");
    }
}
