using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;

namespace Flamenco.EndToEnd.Harness;

/// <summary>Waits for what a job comes to, by asking.</summary>
internal static class JobWaiting
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task<Job> EndedAsync(this ServerApi server, Guid job) =>
        server.UntilAsync(job, "has ended", now => now.Status is "completed" or "failed" or "canceled");

    /// <summary>How many of the job's tasks have this status.</summary>
    public static int Count(this Job job, string status) => job.TaskCounts?.GetValueOrDefault(status) ?? 0;

    /// <summary>Asks until the job is as wanted.</summary>
    public static async Task<Job> UntilAsync(this ServerApi server, Guid id, string wanted, Func<Job, bool> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var beat = new PeriodicTimer(Beat);
        while (true)
        {
            var job = await server.JobAsync(id);
            if (isSo(job))
                return job;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"job {id} is {job.Status} ({job.Activity}) and not yet what was waited for: it {wanted}");
            await beat.WaitForNextTickAsync();
        }
    }
}
