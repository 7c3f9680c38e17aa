using Flamenco.Contracts.Site;
using Flamenco.Worker.Processes;

namespace Flamenco.Worker.Execution;

/// <summary>What a command has to work with.</summary>
internal sealed class CommandContext(AttemptRef attempt, Command command, TaskReport report, ChildProcess processes)
{
    public AttemptRef Attempt => attempt;

    /// <summary>Steps that the command is to report by itself; 0: none.</summary>
    public int Steps => command.TotalStepCount;

    public CommandParameters Parameters { get; } = new(command);

    public TaskReport Report => report;

    /// <summary>Runs a program and logs its command line and every line that it prints.</summary>
    /// <returns>The exit code; above 128 for one that was killed.</returns>
    public Task<int> RunProcessAsync(
        string executable, IReadOnlyList<string> arguments, Action<string> onLine, CancellationToken cancellation)
    {
        var id = 0;
        return processes.RunAsync(new(attempt, executable, arguments, Begin, Tell), cancellation);

        void Begin(int process)
        {
            id = process;
            report.Log($"pid={id} > {ShellWords.Join([executable, .. arguments])}");
        }

        void Tell(string line)
        {
            report.Log($"pid={id} > {line}");
            onLine(line);
        }
    }

    /// <summary>Runs a program of ours quietly: what it prints is for the caller, not for the log.</summary>
    public async Task<(int ExitCode, List<string> Output)> RunQuietlyAsync(
        string executable, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var output = new List<string>();
        var code = await processes.RunAsync(new(attempt, executable, arguments, _ => { }, output.Add), cancellation);
        return (code, output);
    }
}
