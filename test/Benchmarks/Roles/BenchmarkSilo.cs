using System.Globalization;
using Flamenco.Silo;

namespace Flamenco.Benchmarks.Roles;

/// <summary>
/// A Server node as <c>flamenco-silo</c> starts it, with the benchmarks' job type instead of its own. Answers to lines on standard
/// input what can not be seen from outside.
/// </summary>
internal static class BenchmarkSilo
{
    public const string Verb = "silo";

    /// <summary>Answered by the bytes that the heap holds after a full collection.</summary>
    public const string HeapQuestion = "heap";

    public static async Task<int> RunAsync(string[] arguments)
    {
        await using var app = SiloHost.Build(arguments, new BenchmarkTasks());
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"READY server={app.Urls.First()}");
        while (await Console.In.ReadLineAsync() is { } question)
        {
            if (question == HeapQuestion)
                await Console.Out.WriteLineAsync(Heap().ToString(CultureInfo.InvariantCulture));
        }

        await app.StopAsync();
        return 0;
    }

    private static long Heap()
    {
        // What finalizers hold is gone with the second one.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
