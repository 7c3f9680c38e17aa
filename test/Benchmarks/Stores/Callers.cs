using System.Diagnostics;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Tasks;

namespace Flamenco.Benchmarks.Stores;

/// <summary>Workers that take a task and complete it, again and again: two durable transitions a task, each awaited.</summary>
internal static class Callers
{
    /// <returns>Transitions, and how long they took.</returns>
    public static async Task<(long Transitions, TimeSpan Took)> RunAsync(ITaskStore store, Workload work, int callers, TimeSpan time)
    {
        var since = Stopwatch.StartNew();
        var made = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(store, work, since, time))));
        return (made.Sum(), since.Elapsed);
    }

    private static async Task<long> CallAsync(ITaskStore store, Workload work, Stopwatch since, TimeSpan time)
    {
        var worker = new WorkerId(Guid.NewGuid());
        var made = 0L;
        while (since.Elapsed < time && work.Next() is { } task)
        {
            var assigned = await store.AssignAsync(new NewAttempt(task, ExpectedAttempt: 0, Generation: 1, worker, Slot: 0, Life: 1, Ask: ++made));
            if (assigned is not AssignOutcome.Assigned)
                throw new InvalidOperationException($"{task} was not assigned: {assigned}");
            var ended = await store.EndAsync(new AttemptEnd(task, 1, new TaskEvent.Completed(), Activity: null, Reason: null));
            if (ended is not Written<StoredTask>.Applied)
                throw new InvalidOperationException($"{task} was not completed: {ended}");
            made++;
        }

        return made;
    }
}
