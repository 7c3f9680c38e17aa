using System.Diagnostics;
using System.Text;

namespace Flamenco.EndToEnd.Harness;

/// <summary>A program that runs: its lines are kept as they come, and it is ended with the test.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;

    private RunningProgram(Process process)
    {
        _process = process;
        Name = string.Join(' ', process.StartInfo.ArgumentList.Prepend(Path.GetFileName(process.StartInfo.FileName)));
        process.Start();
        process.StandardInput.Close();
        _reading = Task.WhenAll(Output.ReadAsync(process.StandardOutput), Errors.ReadAsync(process.StandardError));
    }

    public string Name { get; }

    public int Id => _process.Id;

    public Lines Output { get; } = new();

    public Lines Errors { get; } = new();

    /// <summary>Starts a program.</summary>
    /// <param name="program">A path, or a name on the PATH.</param>
    /// <param name="arguments">As a list; there is no shell.</param>
    /// <param name="environment">On top of ours, from which everything of a farm is taken away; null takes one away.</param>
    /// <param name="folder">The working folder; null for ours.</param>
    public static RunningProgram Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("FLAMENCO_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return new RunningProgram(new Process { StartInfo = start });
    }

    /// <summary>Waits for the end; gives the exit code.</summary>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(patience);
            await _reading.WaitAsync(patience);
            return _process.ExitCode;
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{Name} (process {Id}) has not ended within {patience.TotalSeconds} s. {Said()}", late);
        }
    }

    /// <summary>Ends it at once, without a chance to do anything about it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Stop() => Signals.Stop(Id);

    /// <summary>Everything that it has said, for messages.</summary>
    public string Said() => new StringBuilder().Append("It said:\n").Append(Output.Text).Append(Errors.Text).ToString();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }
}
