namespace Flamenco.Cli;

/// <summary>The command can not be done. The message is for the person at the terminal and says what to do.</summary>
internal sealed class CliException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static CliException Refused(string message) => new(Cli.ExitCode.Refused, message);

    public static CliException Failed(string message) => new(Cli.ExitCode.Failed, message);

    public static CliException Unreachable(string message) => new(Cli.ExitCode.Unreachable, message);
}
