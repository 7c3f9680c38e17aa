namespace Flamenco.Worker.Commands;

/// <summary>How a program ended, in words.</summary>
internal static class Ending
{
    private const int Signals = 128;

    public static string Describe(string executable, int code)
    {
        var name = Path.GetFileName(executable);
        return (code - Signals) switch
        {
            9 => $"{name} was killed from outside, most likely because the machine ran out of memory",
            11 => $"{name} crashed (segmentation fault)",
            6 => $"{name} aborted; if it could not open a display, the machine lacks the package libegl1",
            > 0 and var signal => $"{name} was ended by signal {signal}",
            _ => $"{name} ended with exit code {code}",
        };
    }
}
