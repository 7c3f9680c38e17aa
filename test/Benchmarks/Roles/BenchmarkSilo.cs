using System.Diagnostics;
using System.Globalization;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Silo;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;

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

    /// <summary>With a job's id: puts its grain to sleep, wakes it, and is answered by the seconds that this took.</summary>
    public const string WakeQuestion = "wake";

    public static async Task<int> RunAsync(string[] arguments)
    {
        await using var app = SiloHost.Build(arguments, new BenchmarkTasks());
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"READY server={app.Urls.First()}");
        while (await Console.In.ReadLineAsync() is { } question)
        {
            var answer = question.Split(' ') switch
            {
                [HeapQuestion] => Heap(),
                [WakeQuestion, var id] when JobId.From(Guid.Parse(id)) is { } job => await WakeAsync(app.Services.GetRequiredService<IGrainFactory>(), job),
                _ => throw new InvalidOperationException($"nobody asks for \"{question}\""),
            };
            await Console.Out.WriteLineAsync(answer.ToString(CultureInfo.InvariantCulture));
        }

        await app.StopAsync();
        return 0;
    }

    private static double Heap()
    {
        // What finalizers hold is gone with the second one.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task<double> WakeAsync(IGrainFactory grains, JobId id)
    {
        var job = grains.Job(id);
        await job.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        var began = Stopwatch.GetTimestamp();
        if (await job.GetAsync() is null)
            throw new InvalidOperationException($"there is no job {id}");
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
