using Flamenco.Cli.Output;
using Spectre.Console;

namespace Flamenco.Cli;

/// <summary>What every verb works with: where it prints, what time it is, and the environment.</summary>
/// <param name="Out">Standard output: results only.</param>
/// <param name="Screen">Standard output for people: tables and progress.</param>
/// <param name="Errors">Standard error: everything that is not a result.</param>
/// <param name="Answers">The person at the terminal; null: there is none.</param>
/// <param name="Time">The clock.</param>
/// <param name="Environment">An environment variable's value; null or empty if it is not set.</param>
internal sealed record Session(
    TextWriter Out, IAnsiConsole Screen, IAnsiConsole Errors, TextReader? Answers, TimeProvider Time, Func<string, string?> Environment)
{
    public static Session OfThisProcess() => new(
        Console.Out,
        Screens.Of(Console.Out, Console.IsOutputRedirected),
        Screens.Of(Console.Error, Console.IsErrorRedirected),
        Console.IsInputRedirected || Console.IsErrorRedirected ? null : Console.In,
        TimeProvider.System,
        System.Environment.GetEnvironmentVariable);

    /// <summary>Says something on standard error.</summary>
    public void Say(string text) => Errors.WriteLine(SafeText.Lines(text));

    /// <summary>Asks something on standard error; the answer is to be read in the same line.</summary>
    public void Ask(string text) => Errors.Write(new Text(SafeText.Line(text)));

    public string? Variable(string name) => Environment(name) is { Length: > 0 } value ? value : null;
}
