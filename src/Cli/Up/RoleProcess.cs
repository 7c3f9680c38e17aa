using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Flamenco.Cli.Up;

/// <summary>One role as a program of its own: its log goes to standard error with the role's name before each line.</summary>
internal sealed partial class RoleProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const string ReadyMark = "READY ";

    /// <summary>How long a role may take to stop by itself: a Worker ends its task's processes first.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(40);

    private readonly string _role;
    private readonly Process _process;
    private readonly TextWriter _log;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _ended = Task.CompletedTask;

    private RoleProcess(string role, Process process, TextWriter log, TimeProvider time)
    {
        _role = role;
        _process = process;
        _log = log;
        _time = time;
    }

    /// <summary>Starts a role's program, which lies beside this one.</summary>
    public static async Task<RoleProcess> StartAsync(
        Spawner spawner, string role, string program, IEnumerable<string> arguments, TextWriter log, TimeProvider time)
    {
        var command = Spawner.Detached([.. CommandFor(program), .. arguments]);
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command.Skip(1))
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            },
        };

        var started = new RoleProcess(role, process, log, time);
        await spawner.StartAsync(process);
        process.StandardInput.Close();
        started._ended = started.FollowAsync();
        return started;
    }

    /// <summary>Waits for the line that says that the role answers, and gives what stands in it: an address, or a name.</summary>
    public async Task<string> ReadyAsync(TimeSpan patience, CancellationToken stop)
    {
        try
        {
            var first = await Task.WhenAny(_ready.Task, _ended).WaitAsync(patience, _time, stop);
            return first == _ready.Task
                ? await _ready.Task
                : throw new CliException(
                    await ExitCodeAsync(stop) is ExitCode.Refused ? ExitCode.Refused : ExitCode.Failed,
                    $"{await EndedAsync(stop)} before it was ready. What went wrong is in the lines above.");
        }
        catch (TimeoutException)
        {
            throw CliException.Failed($"the {_role} was not ready within {patience.TotalSeconds} s. Its log is above; is this machine very busy, or its disk full?");
        }
    }

    /// <summary>Waits until the program ends, and says so.</summary>
    public async Task<string> EndedAsync(CancellationToken stop)
    {
        await _ended.WaitAsync(stop);
        return $"the {_role} has ended by itself (exit code {_process.ExitCode})";
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await StopAsync();
        await _ended;
        _process.Dispose();
    }

    private async Task<int> ExitCodeAsync(CancellationToken stop)
    {
        await _ended.WaitAsync(stop);
        return _process.ExitCode;
    }

    private async Task StopAsync()
    {
        if (OperatingSystem.IsWindows() || Kill(_process.Id, Terminate) != 0)
            _process.Kill(entireProcessTree: true);

        try
        {
            await _ended.WaitAsync(StopPatience, _time);
        }
        catch (TimeoutException)
        {
            await _log.WriteLineAsync($"The {_role} did not stop within {StopPatience.TotalSeconds} s and is killed.");
            _process.Kill(entireProcessTree: true);
        }
    }

    private async Task FollowAsync()
    {
        await Task.WhenAll(ForwardAsync(_process.StandardOutput, announces: true), ForwardAsync(_process.StandardError, announces: false));
        await _process.WaitForExitAsync();
    }

    private async Task ForwardAsync(StreamReader lines, bool announces)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            if (announces && line.StartsWith(ReadyMark, StringComparison.Ordinal))
                _ready.TrySetResult(line[(line.IndexOf('=') + 1)..].Trim());
            else
                await _log.WriteLineAsync($"[{_role}] {line}");
        }
    }

    /// <summary>The program itself where it was built with one, else the .NET host with its assembly.</summary>
    private static string[] CommandFor(string program)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, program);
        var host = Environment.ProcessPath;
        if (Path.GetFileNameWithoutExtension(host) == "dotnet" && File.Exists(beside + ".dll"))
            return [host!, beside + ".dll"];

        return Programs.Find(OperatingSystem.IsWindows() ? beside + ".exe" : beside) is { } own
            ? [own]
            : throw CliException.Failed($"{beside} is missing, so the roles can not run as programs of their own; install flamenco again, or leave --separate away.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
