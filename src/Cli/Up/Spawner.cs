using System.Collections.Concurrent;
using System.Diagnostics;

namespace Flamenco.Cli.Up;

/// <summary>
/// Starts programs that live no longer than this process, however it ends. Linux tells a child that its parent is gone
/// when the <em>thread</em> that started it ends; so all are started by one thread that lives as long as the process.
/// </summary>
internal sealed class Spawner : IDisposable
{
    private readonly BlockingCollection<(Process Process, TaskCompletionSource Started)> _asked = [];

    public Spawner() => new Thread(Work) { IsBackground = true, Name = "spawner" }.Start();

    public async Task StartAsync(Process process)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Add((process, started));
        await started.Task;
    }

    /// <summary>
    /// How to run a program away from the terminal's Ctrl-C, which would stop all at once, and with a stop signal for
    /// the case that this process dies. Both are programs of util-linux; a system without them runs it plainly.
    /// </summary>
    public static IReadOnlyList<string> Detached(IReadOnlyList<string> command)
    {
        if (!OperatingSystem.IsLinux())
            return command;

        List<string> wrapped = [];
        if (Programs.Find("setpriv") is { } setpriv)
            wrapped.AddRange([setpriv, "--pdeathsig", "TERM"]);
        if (Programs.Find("setsid") is { } setsid)
            wrapped.Add(setsid);
        return [.. wrapped, .. command];
    }

    public void Dispose() => _asked.CompleteAdding();

    private void Work()
    {
        foreach (var (process, started) in _asked.GetConsumingEnumerable())
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception failed)
            {
                started.SetException(failed);
            }
        }
    }
}
