using Spectre.Console;

namespace Flamenco.Cli.Output;

internal static class Screens
{
    /// <summary>Wide enough that nothing is wrapped where a program, not a person, reads.</summary>
    private const int Unwrapped = 10_000;

    /// <summary>A console on one of the process's streams: no colours and no wrapping unless it is a terminal.</summary>
    public static IAnsiConsole Of(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected)
            console.Profile.Width = Unwrapped;
        return console;
    }
}
