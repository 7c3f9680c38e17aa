using System.Data;
using Flamenco.Storage.Committing;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>Runs reads and writes on connections of a pool, and says what a failure means for whoever wrote.</summary>
internal sealed class PostgresDatabase(NpgsqlDataSource source)
{
    /// <summary>Two silos that cross each other's way get out of it when one of them begins again.</summary>
    private const int MostAttempts = 5;

    /// <summary>Runs one statement's worth of reading.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public async Task<T> ReadAsync<T>(Func<PostgresSession, Task<T>> read, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            return await read(new PostgresSession(connection));
        }
        catch (Exception trouble) when (trouble.IsOutage())
        {
            throw trouble.Unavailable();
        }
    }

    /// <summary>Reads several things as of one moment.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<T> ReadAtOneMomentAsync<T>(Func<PostgresSession, Task<T>> read, CancellationToken cancellation) => TransactAsync(
        IsolationLevel.RepeatableRead, async connection => await read(new PostgresSession(connection)), cancellation);

    /// <summary>Reads a whole database as of one moment.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<T> InspectAsync<T>(Func<NpgsqlConnection, Task<T>> inspect, CancellationToken cancellation) =>
        TransactAsync(IsolationLevel.RepeatableRead, inspect, cancellation);

    /// <summary>Writes in a transaction; answers when that is durable.</summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was kept.</exception>
    /// <exception cref="OutcomeUnknownException">The commit was sent, its answer was lost.</exception>
    public Task<T> WriteAsync<T>(Func<PostgresSession, Task<T>> write, CancellationToken cancellation) => AgainIfCrossedAsync(
        () => TransactAsync(IsolationLevel.ReadCommitted, connection => write(new PostgresSession(connection)), cancellation));

    /// <summary>Runs what takes care of its own transaction.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellation) => AgainIfCrossedAsync(async () =>
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            return await use(connection);
        }
        catch (Exception trouble) when (trouble.IsOutage())
        {
            throw trouble.Unavailable();
        }
    });

    private async Task<T> TransactAsync<T>(
        IsolationLevel isolation, Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellation)
    {
        var sent = false;
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(isolation, cancellation);
            var result = await run(connection);
            sent = isolation is IsolationLevel.ReadCommitted;
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        catch (Exception trouble) when (trouble.IsOutage())
        {
            throw sent && !trouble.IsAnswer() ? trouble.Unknown() : trouble.Unavailable();
        }
    }

    private static async Task<T> AgainIfCrossedAsync<T>(Func<Task<T>> run)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await run();
            }
            catch (PostgresException crossed) when (crossed.IsCrossing() && attempt < MostAttempts)
            {
                // Nothing of it was kept; what the other one wrote is seen now.
            }
        }
    }
}
