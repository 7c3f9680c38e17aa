using Flamenco.Cli;
using Flamenco.Cli.Operate;
using Flamenco.Cli.Watch;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.EndToEnd.Harness;
using Spectre.Console;

namespace Flamenco.EndToEnd.CommandLine;

public sealed class WhenATerminalShowsAJob
{
    [Fact]
    public async Task frames_speed_and_time_left_stand_beside_the_bar()
    {
        await using var written = new StringWriter();
        var terminal = TerminalOn(written);

        await new LiveView(terminal).ShowAsync(show =>
        {
            show(new WatchedJob(Samples.AJob("active", 6, 24), PerSecond: 2, TimeLeft: TimeSpan.FromSeconds(9)));
            return Task.CompletedTask;
        });

        written.ToString().ShouldContain("6/24 frames");
        written.ToString().ShouldContain("2.0 frames/s");
        written.ToString().ShouldContain("0:09 left");
    }

    [Fact]
    public async Task a_command_on_a_large_job_shows_how_far_it_is()
    {
        await using var server = await FakeServer.StartAsync();
        await using var written = new StringWriter();
        using var http = new HttpClient { BaseAddress = new Uri(server.Url), DefaultRequestHeaders = { Authorization = new("Bearer", FakeServer.Token) } };
        var terminal = TerminalOn(written);
        var session = new Session(TextWriter.Null, terminal, terminal, Answers: null, TimeProvider.System, _ => null);

        // More looks than there are before the bar is shown.
        for (var reached = 1; reached <= 20; reached++)
            server.Looks.Enqueue(Sweeping(reached));
        server.Looks.Enqueue(Samples.AJob("canceled"));

        var after = await new SweepWait(new ServerApi(http), session).RunAsync(Sweeping(0), CancellationToken.None);

        after.Status.ShouldBe("canceled");
        written.ToString().ShouldContain("canceling its tasks: 20 of 20 reached");
    }

    [Theory]
    [InlineData("y", true)]
    [InlineData("YES", true)]
    [InlineData("n", false)]
    [InlineData("", false)]
    public async Task deleting_is_asked_for(string answer, bool deletes)
    {
        await using var server = await FakeServer.StartAsync();
        await using var written = new StringWriter();
        var terminal = TerminalOn(written);
        var environment = server.Environment.ToDictionary(pair => pair.Name, pair => pair.Value);
        using var answers = new StringReader(answer + "\n");
        var session = new Session(TextWriter.Null, terminal, terminal, answers, TimeProvider.System, environment.GetValueOrDefault);

        var exitCode = await Cli.CommandLine.RunAsync(["delete", $"{Samples.ADeletion.Id}"], session);

        exitCode.ShouldBe(deletes ? 0 : 2);
        server.Commands.Count.ShouldBe(deletes ? 1 : 0);
        written.ToString().ShouldContain("frames on disk");
        written.ToString().ShouldContain("Delete it? [y/N]");
    }

    private static Job Sweeping(int reached) =>
        Samples.AJob("cancel-requested") with { Sweep = new JobSweep { What = "cancel", Reached = reached, Tasks = 20 } };

    private static IAnsiConsole TerminalOn(StringWriter written)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(written),
        });
        terminal.Profile.Width = 120;
        return terminal;
    }
}
