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

    public async Task RegisterAsync(Uri manager, string joinSecret, int workers, CancellationToken stop)
    {
        await OrderAsync(new LoadOrder { Manager = manager, JoinSecret = joinSecret, Workers = workers });
        await _program.AnswerAsync(stop);
    }

    /// <summary>Lets all Workers work.</summary>
    /// <param name="warmUp">How long nothing is counted.</param>
    /// <param name="time">How long it is counted then.</param>
    /// <param name="marked">Called when counting begins and when it ends.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<LoadResult> RunAsync(TimeSpan warmUp, TimeSpan time, Action marked, CancellationToken stop)
    {
        await OrderAsync(new LoadOrder { WarmUpSeconds = warmUp.TotalSeconds, Seconds = time.TotalSeconds });
        for (var mark = 0; mark < 2; mark++)
        {
            if (await _program.AnswerAsync(stop) is var line && line != LoadProgram.Mark)
                throw new InvalidOperationException($"the load generator said \"{line}\"");
            marked();
        }

        return JsonSerializer.Deserialize<LoadResult>(await _program.AnswerAsync(stop))!;
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private Task OrderAsync(LoadOrder order) => _program.SayAsync(JsonSerializer.Serialize(order));
}
