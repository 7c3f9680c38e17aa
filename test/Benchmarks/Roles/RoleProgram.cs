using System.Collections.Concurrent;
using System.Diagnostics;

namespace Flamenco.Benchmarks.Roles;

/// <summary>One role as a process of its own. Its log is read and its last lines are kept, for the case that it fails.</summary>
internal sealed class RoleProgram : IAsyncDisposable
{
    private const string ReadyMark = "READY ";
    private const int KeptLines = 40;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(40);

    private readonly string _role;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = [];
    private readonly Task _logged;

    private RoleProgram(string role, Process process)
    {
        _role = role;
        _process = process;
        _logged = KeepLogAsync();
    }

    public int Id => _process.Id;

    /// <summary>Where it answers; a program that only talks through its standard streams has none.</summary>
    public Uri Url { get; private set; } = new("about:blank");

    public double CpuMicros => Measured.CpuMicros(Id);

    public double RssMb => Measured.RssMb(Id);

    /// <summary>A program of Flamenco, with the runtime's settings that it has on a farm.</summary>
    /// <param name="role">For people.</param>
    /// <param name="program">Whose settings of the runtime it gets.</param>
    /// <param name="verb">A hidden verb of this program; null: the program itself.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="variables">Its environment beside this process's.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<RoleProgram> StartAsync(
        string role, string program, string? verb, string[] arguments, IReadOnlyDictionary<string, string> variables, CancellationToken stop)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, program);
        var assembly = verb is null ? beside + ".dll" : typeof(RoleProgram).Assembly.Location;
        var started = Start(role, ["exec", "--runtimeconfig", beside + ".runtimeconfig.json", assembly, .. verb is null ? arguments : [verb, .. arguments]], variables);
        var ready = await started.AnswerAsync(stop);
        if (!ready.StartsWith(ReadyMark, StringComparison.Ordinal))
            throw new InvalidOperationException($"the {role} said \"{ready}\" instead of that it is ready");
        started.Url = new Uri(ready[(ready.IndexOf('=') + 1)..].Trim());
        return started;
    }

    /// <summary>This program again, with another verb.</summary>
    public static RoleProgram Again(string role, string verb, IReadOnlyDictionary<string, string> variables) =>
        Start(role, [typeof(RoleProgram).Assembly.Location, verb], variables);

    public async Task SayAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The next line of its standard output.</summary>
    public async Task<string> AnswerAsync(CancellationToken stop)
    {
        if (await _process.StandardOutput.ReadLineAsync(stop) is { } line)
            return line;
        await _process.WaitForExitAsync(stop);
        await _logged;
        throw new InvalidOperationException($"the {_role} has ended with exit code {_process.ExitCode}; it said last:\n{string.Join('\n', _log)}");
    }

    /// <summary>The last lines of its log.</summary>
    public IEnumerable<string> Log => _log;

    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            _process.StandardInput.Close();
            if (!_process.HasExited)
                Process.Start("kill", ["-TERM", $"{Id}"]).Dispose();
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _logged;
        _process.Dispose();
    }

    private static RoleProgram Start(string role, string[] arguments, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FLAMENCO_ALLOW_ROOT"] = "1";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return new RoleProgram(role, Process.Start(start) ?? throw new InvalidOperationException($"the {role} does not start"));
    }

    private async Task KeepLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _log.Enqueue(line);
            while (_log.Count > KeptLines)
                _log.TryDequeue(out _);
        }
    }
}
