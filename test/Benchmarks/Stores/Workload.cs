using System.Text.Json;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;

namespace Flamenco.Benchmarks.Stores;

/// <summary>Stored jobs whose tasks nobody has touched; they are handed out across the jobs, one after the other.</summary>
internal sealed class Workload
{
    public const int Jobs = 20;

    private readonly List<JobRow> _jobs = [];
    private readonly int _tasksEach;
    private int _next = -1;

    private Workload(int tasksEach) => _tasksEach = tasksEach;

    public IReadOnlyList<JobRow> Rows => _jobs;

    public static async Task<Workload> StoreAsync(IJobStore store, int tasks)
    {
        var work = new Workload((tasks / Jobs) + 1);
        for (var job = 0; job < Jobs; job++)
            work._jobs.Add(((Written<JobRow>.Applied)await store.CreateAsync(Job(work._tasksEach))).Row);
        return work;
    }

    /// <summary>The next task; null: all have been handed out.</summary>
    public TaskId? Next()
    {
        var next = Interlocked.Increment(ref _next);
        return next < Jobs * _tasksEach ? _jobs[next % Jobs].Id.Task((uint)(next / Jobs) + 1) : null;
    }

    private static NewJob Job(int tasks)
    {
        var command = new TaskCommand("echo", JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["message"] = "frames of a shot" }), 1);
        return new NewJob(
            JobId.Create(TimeProvider.System.GetUtcNow()),
            "a shot",
            "echo-sleep-test",
            Priority: 50,
            Settings: "{}",
            Metadata: "{}",
            ShamanCheckout: null,
            WorkerTag: null,
            new ManagerId(Guid.NewGuid()),
            Paused: false,
            [.. Enumerable.Range(1, tasks).Select(number => new CompiledTask((uint)number, $"render-{number}", "misc", 50, [command], []))],
            new OperationBy("benchmark", "artist", "127.0.0.1", "", Guid.NewGuid()),
            Fingerprint: "");
    }
}
