namespace Flamenco.Cli.Up;

/// <summary>
/// One of several Server nodes: whenever it ends by itself it is started again at the same address, as a service manager
/// does it. A silo that was taken for dead ends itself, and so comes back as a new member.
/// </summary>
internal sealed class SupervisedSilo(string role, Func<string?, Task<RoleProcess>> start, TextWriter log, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Starts in a row that come to nothing before it is given up.</summary>
    private const int MostFailures = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private RoleProcess? _process;
    private Task<string> _kept = Task.FromResult(string.Empty);

    /// <summary>Starts it and waits until it is ready; from then on it is kept running.</summary>
    /// <returns>Where it answers.</returns>
    public async Task<string> StartAsync(CancellationToken stop)
    {
        _process = await start(null);
        var address = await _process.ReadyAsync(FarmRun.StartPatience, stop);
        _kept = KeepAsync(address);
        return address;
    }

    /// <summary>Waits until it has been given up, and says so.</summary>
    public Task<string> EndedAsync(CancellationToken stop) => _kept.WaitAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _kept;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends when it is not wanted any more.
        }

        if (_process is not null)
            await _process.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task<string> KeepAsync(string address)
    {
        for (var failures = 0; ;)
        {
            var ended = await _process!.EndedAsync(_stopping.Token);
            if (failures >= MostFailures)
                return $"{ended}, {failures} times in a row";
            await log.WriteLineAsync($"{ended}; it is started again at {address}.");
            await _process.DisposeAsync();
            await Task.Delay(Pause, time, _stopping.Token);
            _process = await start(address);
            failures = await IsReadyAsync(_process) ? 0 : failures + 1;
        }
    }

    private async Task<bool> IsReadyAsync(RoleProcess process)
    {
        try
        {
            await process.ReadyAsync(FarmRun.StartPatience, _stopping.Token);
            await log.WriteLineAsync($"The {role} is there again.");
            return true;
        }
        catch (CliException failed)
        {
            await log.WriteLineAsync(failed.Message);
            return false;
        }
    }
}
