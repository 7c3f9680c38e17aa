using Flamenco.Http.Hosting;
using Flamenco.Storage;
using Flamenco.Storage.Postgres;
using Npgsql;

namespace Flamenco.Silo.Stores;

/// <summary>
/// Before anything else of a node starts: is the PostgreSQL there, and is its schema the one that this program needs? Waits
/// for one that is away, as it may be starting together with this node.
/// </summary>
internal sealed partial class PostgresStart(
    StoreChoice.Postgres choice, NpgsqlDataSource source, TimeProvider time, ILogger<PostgresStart> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        for (var first = true; ; first = false)
        {
            try
            {
                await PostgresStores.CheckAsync(source, cancellationToken);
                LogOpened(choice.Address.ToString());
                return;
            }
            catch (SchemaException refused)
            {
                throw new RefusedToStartException($"{choice.Address}: {refused.Message}.");
            }
            catch (StoreUnavailableException trouble)
            {
                var outage = new PostgresOutage(choice.Address, trouble);
                if (!outage.MayPass || time.GetElapsedTime(begin) >= choice.Patience)
                    throw new RefusedToStartException(outage.Message);
                if (first)
                    LogWaiting(outage.Message, choice.Patience);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "The farm is in {Database}")]
    private partial void LogOpened(string database);

    [LoggerMessage(LogLevel.Warning, "{Outage} Waiting for it, at most {Patience}")]
    private partial void LogWaiting(string outage, TimeSpan patience);
}
