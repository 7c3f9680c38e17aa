using Flamenco.Domain.Tasks;

namespace Flamenco.Grains.Workers;

/// <summary>A Flamenco 3 Worker knows neither lives nor lists: that it starts anew is all that it says of what it ran.</summary>
internal sealed partial class WorkerGrain
{
    /// <summary>Frees what was taken from the Worker when it was one of Flamenco 3; what it holds it gets again when it asks.</summary>
    private async Task FreeWhatFlamenco3HeldAsync(CancellationToken cancellation)
    {
        foreach (var attempt in await tasks.HeldByAsync(Id, cancellation))
        {
            if (attempt is { Ask: 0, Outcome: not AttemptOutcome.Open })
                await LetGoAsync(attempt, "its Worker has started anew", cancellation);
        }
    }
}
