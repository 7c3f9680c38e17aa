using System.Text.Json;
using Flamenco.Benchmarks.Roles;

namespace Flamenco.Benchmarks.Load;

/// <summary>The load generator's process, from outside.</summary>
internal sealed class LoadGenerator : IAsyncDisposable
{
    /// <summary>Answers are handled on the thread that waits for them: no hand-over, less of the processor for the load.</summary>
    private static readonly Dictionary<string, string> Cheap = new()
    {
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
        ["DOTNET_gcConcurrent"] = "0",
    };

    private readonly RoleProgram _program = RoleProgram.Again("load generator", LoadProgram.Verb, Cheap);

    /// <summary>Processor time by now, in microseconds.</summary>
    public double CpuMicros => _program.CpuMicros;

    /// <summary>The name of the last Worker.</summary>
    public string LastName { get; private set; } = "";

    public Task RegisterAsync(MeasuredFarm farm, int workers, CancellationToken stop) => RegisterAsync(farm.Manager.Url, farm.JoinSecret, workers, stop);

    public async Task RegisterAsync(Uri manager, string joinSecret, int workers, CancellationToken stop)
    {
        LastName = SimulatedWorker.NameOf(workers - 1);
        await OrderAsync(new LoadOrder { Kind = LoadKind.Register, Manager = manager, JoinSecret = joinSecret, Workers = workers });
        await _program.AnswerAsync(stop);
    }

    /// <summary>Lets all Workers work.</summary>
    /// <param name="warmUp">How long nothing is counted.</param>
    /// <param name="time">How long it is counted then.</param>
    /// <param name="marked">Called when counting begins and when it ends.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="feed">Keeps the queue as long as it is.</param>
    /// <param name="hasRare">Is the last Worker counted by itself?</param>
    public async Task<LoadResult> RunAsync(TimeSpan warmUp, TimeSpan time, Action marked, CancellationToken stop, FeedOrder? feed = null, bool hasRare = false)
    {
        await OrderAsync(new LoadOrder { Kind = LoadKind.Dispatch, WarmUpSeconds = warmUp.TotalSeconds, Seconds = time.TotalSeconds, Feed = feed, HasRare = hasRare });
        for (var mark = 0; mark < 2; mark++)
        {
            if (await _program.AnswerAsync(stop) is var line && line != LoadProgram.Mark)
                throw new InvalidOperationException($"the load generator said \"{line}\"");
            marked();
        }

        return JsonSerializer.Deserialize<LoadResult>(await _program.AnswerAsync(stop))!;
    }

    /// <summary>Lets every Worker get a task and keep it.</summary>
    public async Task HoldAsync(CancellationToken stop)
    {
        await OrderAsync(new LoadOrder { Kind = LoadKind.Hold });
        await _program.AnswerAsync(stop);
    }

    /// <summary>Lets every Worker report the task that it holds and get another one.</summary>
    public async Task<HerdResult> ReturnAsync(CancellationToken stop)
    {
        await OrderAsync(new LoadOrder { Kind = LoadKind.Return });
        return JsonSerializer.Deserialize<HerdResult>(await _program.AnswerAsync(stop))!;
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private Task OrderAsync(LoadOrder order) => _program.SayAsync(JsonSerializer.Serialize(order));
}
