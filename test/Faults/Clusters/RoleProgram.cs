using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Flamenco.Faults.Clusters;

/// <summary>One role as a real process that can be killed, stopped, continued and told to end. Its log is kept.</summary>
public sealed partial class RoleProgram : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Stop = 19;
    private const int Continue = 18;
    private const string ReadyMark = "READY ";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private RoleProgram(Process process)
    {
        _process = process;
        process.Start();
        process.StandardInput.Close();
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Everything that it has said.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>Starts a program of ours and waits until it answers.</summary>
    /// <param name="program">Path of its assembly.</param>
    /// <param name="arguments">As a list; there is no shell.</param>
    /// <returns>The program, and where it answers.</returns>
    public static async Task<(RoleProgram Program, Uri Address)> StartAsync(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("FLAMENCO_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["FLAMENCO_ALLOW_ROOT"] = "1";

        var started = new RoleProgram(new Process { StartInfo = start });
        try
        {
            var first = await Task.WhenAny(started._ready.Task, started._reading).WaitAsync(StartPatience);
            return first == started._ready.Task
                ? (started, await started._ready.Task)
                : throw new InvalidOperationException($"{program} ended before it was ready:\n{started.Log}");
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>As a power cut does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>It does nothing any more, and does not know it.</summary>
    public void Freeze() => Send(Stop);

    public void Thaw() => Send(Continue);

    /// <summary>As a service manager stops it.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        Send(Terminate);
        return await EndAsync(patience);
    }

    /// <summary>Waits for its end; gives the exit code.</summary>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        await _process.WaitForExitAsync().WaitAsync(patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        await _reading;
        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (kill(_process.Id, signal) != 0)
            throw new InvalidOperationException($"process {_process.Id} does not take signal {signal}");
    }

    private async Task ReadAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(ReadyMark, StringComparison.Ordinal))
                _ready.TrySetResult(new Uri(line[(line.IndexOf('=') + 1)..].Trim()));
            lock (_log)
                _log.AppendLine(line);
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
