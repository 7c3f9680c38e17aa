using Flamenco.Contracts.Site;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Data;
using Flamenco.Worker.Delivery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Agent;

/// <summary>Tells the Manager, as long as nothing else is asked of it, that this Worker lives and which attempts it has.</summary>
internal sealed partial class SignsOfLife(
    WorkerApi api, IOutbox outbox, WorkerFolder folder, IOptions<LinkOptions> options, TimeProvider time, ILogger<SignsOfLife> logger)
{
    /// <summary>Between two of them.</summary>
    public TimeSpan Beat => TimeSpan.FromSeconds(options.Value.AliveSeconds);

    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(Beat, time, cancellation);

    public async Task<LifeAnswer> GiveAsync(IReadOnlyList<ClosedAsk> closed, CancellationToken cancellation)
    {
        var answer = await api.AliveAsync(new WorkerAlive { Life = folder.Life, Attempts = outbox.Open, Closed = closed }, cancellation);
        if (!answer.Succeeded)
            LogNotSeen(answer.Reason);
        return new(answer.Unauthorized, answer.Value?.StatusRequested, answer.Value?.Stop ?? []);
    }

    [LoggerMessage(LogLevel.Warning, "The Manager has not seen a sign of life: {Reason}")]
    private partial void LogNotSeen(string reason);
}

/// <summary>What the Manager says to a sign of life.</summary>
/// <param name="Unauthorized">It does not know this Worker: sign on again.</param>
/// <param name="StatusRequested">A status to take now; null: none.</param>
/// <param name="Stop">Attempts that are not this Worker's any more.</param>
internal sealed record LifeAnswer(bool Unauthorized, string? StatusRequested, IReadOnlyList<AttemptRef> Stop);
