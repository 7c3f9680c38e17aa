using System.Diagnostics;

namespace Flamenco.Benchmarks.Load;

/// <summary>Workers that all want something of their Manager in the same moment, and repeat it as ours do until they are answered.</summary>
internal static class HerdLoad
{
    /// <summary>As long as our Workers wait for an answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Every Worker signs on and gets a task.</summary>
    public static Task HoldAsync(List<SimulatedWorker> workers, CancellationToken stop) => Parallel.ForEachAsync(workers, LoadProgram.AFewAtOnce(stop), async (worker, gone) =>
    {
        await worker.SignOnAsync(gone);
        await worker.WaitForTaskAsync(gone);
    });

    /// <summary>Every Worker reports its task and gets the next one.</summary>
    public static async Task<HerdResult> ReturnAsync(List<SimulatedWorker> workers, CancellationToken stop)
    {
        var lost = 0;
        var tries = 0;
        await Task.WhenAll(workers.Select(ServeAsync));
        return new HerdResult(Stopwatch.GetTimestamp(), lost, tries);

        async Task ServeAsync(SimulatedWorker worker)
        {
            var isLost = !await InsistAsync(worker.TryCompleteAsync);
            while (!await InsistAsync(worker.TryAskAsync))
            {
                // As ours does when the Manager takes it for lost.
                isLost = true;
                await worker.SignOnAsync(stop);
            }

            if (isLost)
                Interlocked.Increment(ref lost);
        }

        async Task<bool> InsistAsync(Func<CancellationToken, ValueTask<bool?>> request)
        {
            for (var pause = FirstPause; ; pause = pause < LongestPause / 2 ? 2 * pause : LongestPause)
            {
                if (await TryAsync(request) is { } answer)
                    return answer;
                Interlocked.Increment(ref tries);
                await Task.Delay(pause * (0.8 + (0.4 * Random.Shared.NextDouble())), stop);
            }
        }

        async Task<bool?> TryAsync(Func<CancellationToken, ValueTask<bool?>> request)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Patience);
            try
            {
                return await request(patience.Token);
            }
            catch (Exception gone) when (gone is IOException or System.Net.Sockets.SocketException or OperationCanceledException && !stop.IsCancellationRequested)
            {
                return null;
            }
        }
    }
}
