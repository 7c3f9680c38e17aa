namespace Flamenco.Faults.Clusters;

/// <summary>Workers and scripts at work on a cluster.</summary>
public sealed class ClusterLoad : IAsyncDisposable
{
    private const int Scripts = 3;
    private const int TasksAJob = 10;

    /// <summary>Less than a Worker does, so that no queue grows and each task's wait is due to a fault.</summary>
    private const double TasksPerWorkerAndSecond = 4;

    private readonly CancellationTokenSource _noMoreJobs = new();
    private readonly CancellationTokenSource _noMoreWork = new();
    private readonly List<IDisposable> _clients = [];
    private readonly Task _scripts;
    private readonly Task _workers;

    /// <summary>Begins.</summary>
    /// <param name="cluster">Whom it works on.</param>
    /// <param name="workers">How many Workers.</param>
    /// <param name="work">How long each of them works on a task.</param>
    public ClusterLoad(ClusterUnderTest cluster, int workers, TimeSpan work)
    {
        var join = cluster.JoinSecret;
        var pause = TimeSpan.FromSeconds(Scripts * TasksAJob / (TasksPerWorkerAndSecond * workers));
        _workers = Task.WhenAll(Enumerable.Range(1, workers).Select(number =>
            new SimulatedWorker(Mine(new HttpClient { BaseAddress = cluster.Manager }), $"worker {number}", join, work, History).RunAsync(_noMoreWork.Token)).ToList());
        _scripts = Task.WhenAll(Enumerable.Range(1, Scripts).Select(number =>
            Mine(new SteadySubmitter(cluster.Servers, number, cluster.OwnerToken, TasksAJob, pause, History)).RunAsync(_noMoreJobs.Token)).ToList());
    }

    public ClientHistory History { get; } = new();

    /// <summary>Waits until so many completions more are acknowledged: whatever should be warm is.</summary>
    public async Task WarmUpAsync(int completions, TimeSpan patience)
    {
        var goal = History.Completed.Count + completions;
        using var limit = new CancellationTokenSource(patience);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (History.Completed.Count < goal)
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"after {patience} there are {goal - History.Completed.Count} of {completions} completions still to come\n{string.Join('\n', History.Troubles(TimeSpan.Zero).TakeLast(20))}");
            await beat.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>No new jobs; the Workers go on with what there is.</summary>
    public async Task SubmitNoMoreAsync()
    {
        await _noMoreJobs.CancelAsync();
        await _scripts;
    }

    public async ValueTask DisposeAsync()
    {
        await _noMoreJobs.CancelAsync();
        await _noMoreWork.CancelAsync();
        await Task.WhenAll(_scripts, _workers);
        foreach (var client in _clients)
            client.Dispose();
        _noMoreJobs.Dispose();
        _noMoreWork.Dispose();
    }

    private T Mine<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }
}
