using System.Net.Http.Json;
using System.Text.Json;
using Flamenco.Benchmarks.Load;
using Flamenco.Benchmarks.Roles;

namespace Flamenco.Benchmarks;

/// <summary>A farm with a queue of a certain length in a certain number of jobs, and Workers on it.</summary>
internal sealed class BacklogQueue : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    /// <summary>The one job of the last Worker is at least half as large when a run begins: more than it can do in a minute.</summary>
    private const int RareTasks = 50_000;

    private readonly MeasuredFarm _farm;
    private readonly LoadGenerator _load = new();
    private readonly int _tasksAFeed;
    private string? _common;
    private string? _rare;

    private BacklogQueue(MeasuredFarm farm, int tasks, int jobs, int tasksAFeed)
    {
        _farm = farm;
        Tasks = tasks;
        Jobs = jobs;
        _tasksAFeed = tasksAFeed;
    }

    public int Tasks { get; }

    public int Jobs { get; }

    public bool HasTags => _rare is not null;

    public string Name => $"{Tasks} tasks in {Jobs} jobs";

    public List<DispatchRun> Runs { get; } = [];

    /// <summary>By which share of its length the queue was longer or shorter than it should have been.</summary>
    public double DeviationOf(double tasks) => Math.Round(tasks / Tasks, 4);

    public static async Task<BacklogQueue> StartAsync(
        string store, int tasks, int jobs, int tasksAFeed, int workers, bool hasTags, CancellationToken stop)
    {
        var queue = new BacklogQueue(await MeasuredFarm.StartAsync(store, stop), tasks, jobs, tasksAFeed);
        try
        {
            await queue._load.RegisterAsync(queue._farm, hasTags ? workers + 1 : workers, stop);
            if (hasTags)
                await queue.TagAsync(stop);
            await queue.FillAsync(stop);
            return queue;
        }
        catch
        {
            await queue.DisposeAsync();
            throw;
        }
    }

    public async Task<DispatchRun> RunAsync(TimeSpan warmUp, TimeSpan time, CancellationToken stop)
    {
        if (Runs.Count > 0)
            await FillAsync(stop);
        List<(CpuSample Cpu, double Load)> marks = [];
        var feed = new FeedOrder(_farm.Silo.Url, _farm.OwnerToken, _tasksAFeed, _common);
        var load = await _load.RunAsync(warmUp, time, () => marks.Add((_farm.Cpu(), _load.CpuMicros)), stop, feed, hasRare: HasTags);
        if (load.Updates.Count == 0 || (HasTags && load.Rare.Count == 0))
            throw new InvalidOperationException($"{Name}: a Worker got no task at all; what the Server says of its jobs: {await _farm.Http.GetStringAsync(new Uri("api/v1/jobs?limit=5", UriKind.Relative), stop)}");
        var run = new DispatchRun(load, marks[1].Cpu - marks[0].Cpu, marks[1].Load - marks[0].Load);
        Runs.Add(run);
        return run;
    }

    public double Median(Func<DispatchRun, double> measured) => Results.At(Runs.ConvertAll(run => measured(run)), 0.5);

    public async ValueTask DisposeAsync()
    {
        await _load.DisposeAsync();
        await _farm.DisposeAsync();
    }

    /// <summary>All Workers but the last have a tag, and the last has another one, so that nothing fits both.</summary>
    private async Task TagAsync(CancellationToken stop)
    {
        _common = await CreateAsync("common");
        _rare = await CreateAsync("rare");
        await foreach (var worker in _farm.WorkersAsync(stop))
        {
            var tag = worker.GetProperty("name").GetString() == _load.LastName ? _rare : _common;
            using var answer = await _farm.Http.PutAsJsonAsync($"api/v1/workers/{worker.GetProperty("id").GetString()}/tags", new { tag_ids = new[] { tag } }, stop);
            answer.EnsureSuccessStatusCode();
        }

        async Task<string> CreateAsync(string name)
        {
            using var answer = await _farm.Http.PostAsJsonAsync("api/v1/tags", new { name }, stop);
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("id").GetString()!;
        }
    }

    /// <summary>Takes the feeder's jobs away and queues what is missing, in jobs of the size that they have here.</summary>
    private async Task FillAsync(CancellationToken stop)
    {
        var size = Tasks / Jobs;
        var queued = 0;
        var rare = 0;
        await foreach (var job in _farm.JobsAsync(stop))
        {
            if (job.GetProperty("status").GetString() is not ("queued" or "active"))
                continue;
            if (job.GetProperty("name").GetString() == Feeder.JobName)
                await _farm.CancelAsync(job.GetProperty("id").GetGuid(), Beat, stop);
            else if (HasTags && job.TryGetProperty("worker_tag", out var tag) && tag.GetString() == _rare)
                rare += Queued(job);
            else
                queued += Queued(job);
        }

        if (HasTags && rare < RareTasks / 2)
            await _farm.SubmitAsync(RareTasks, stop, tag: _rare);
        for (var missing = Tasks - queued; missing > 0; missing -= size)
            await _farm.SubmitAsync(Math.Min(missing, size), stop, tag: _common);
    }

    private static int Queued(JsonElement job) => job.GetProperty("task_counts").TryGetProperty("queued", out var count) ? count.GetInt32() : 0;
}
