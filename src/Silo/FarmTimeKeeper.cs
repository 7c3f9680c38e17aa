using Flamenco.Domain.Time;
using Flamenco.Storage;

namespace Flamenco.Silo;

/// <summary>Moves farm time on, beside the keepers of other silos. While the database is away it stands still.</summary>
internal sealed partial class FarmTimeKeeper(IStores stores, TimeProvider time, ILogger<FarmTimeKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private readonly long _began = time.GetTimestamp();
    private Sighting? _seen;

    private TimeSpan Monotonic => time.GetElapsedTime(_began);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(Beat, time);
        do
        {
            try
            {
                await MoveOnAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogStands(exception);
            }
        }
        while (await beat.WaitForNextTickAsync(stoppingToken));
    }

    private async Task MoveOnAsync(CancellationToken stop)
    {
        var stored = await stores.FarmTime.ReadAsync(stop);
        var seen = FarmClock.See(_seen, stored, Monotonic);
        _seen = seen;
        await stores.FarmTime.AdvanceAsync(seen.Value, FarmClock.Next(seen, Monotonic), stop);
    }

    [LoggerMessage(LogLevel.Warning, "Farm time stands still: the database is away")]
    private partial void LogStands(Exception exception);
}
