using Flamenco.Cli.Watch;
using Flamenco.EndToEnd.Harness;
using Spectre.Console;

namespace Flamenco.EndToEnd.CommandLine;

public sealed class WhenATerminalShowsAJob
{
    [Fact]
    public async Task frames_speed_and_time_left_stand_beside_the_bar()
    {
        await using var written = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(written),
        });
        terminal.Profile.Width = 120;

        await new LiveView(terminal).ShowAsync(show =>
        {
            show(new WatchedJob(Samples.AJob("active", 6, 24), PerSecond: 2, TimeLeft: TimeSpan.FromSeconds(9)));
            return Task.CompletedTask;
        });

        written.ToString().ShouldContain("6/24 frames");
        written.ToString().ShouldContain("2.0 frames/s");
        written.ToString().ShouldContain("0:09 left");
    }
}
