using System.Text.Json;

namespace Flamenco.Benchmarks.Load;

/// <summary>The load generator, a process of its own: does what it is told on standard input, answers on standard output.</summary>
internal static class LoadProgram
{
    public const string Verb = "load";

    /// <summary>Said when the counting begins, and when it ends.</summary>
    public const string Mark = "mark";

    public static async Task<int> RunAsync(CancellationToken stop)
    {
        List<SimulatedWorker> workers = [];
        while (await Console.In.ReadLineAsync(stop) is { } line)
        {
            var order = JsonSerializer.Deserialize<LoadOrder>(line)!;
            object? answer = null;
            switch (order.Kind)
            {
                case LoadKind.Register:
                    workers.AddRange(await RegisterAsync(workers.Count, order, stop));
                    break;
                case LoadKind.Dispatch:
                    answer = await DispatchLoad.RunAsync(workers, order, stop);
                    break;
                case LoadKind.Hold:
                    await HerdLoad.HoldAsync(workers, stop);
                    break;
                case LoadKind.Return:
                    answer = await HerdLoad.ReturnAsync(workers, stop);
                    break;
            }

            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(answer));
        }

        workers.ForEach(worker => worker.Dispose());
        return 0;
    }

    /// <summary>Enough to keep the Server busy with secrets, which are slow to check by intent.</summary>
    public static ParallelOptions AFewAtOnce(CancellationToken stop) => new() { MaxDegreeOfParallelism = 8, CancellationToken = stop };

    private static async Task<List<SimulatedWorker>> RegisterAsync(int first, LoadOrder order, CancellationToken stop)
    {
        var more = Enumerable.Range(first, order.Workers - first).Select(number => new SimulatedWorker(order.Manager!, order.JoinSecret, number)).ToList();
        await Parallel.ForEachAsync(more, AFewAtOnce(stop), async (worker, gone) =>
        {
            await worker.RegisterAsync(gone);
            // The Server lists Workers from then on.
            await worker.SignOnAsync(gone);
        });
        return more;
    }
}
