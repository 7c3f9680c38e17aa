using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>One connection in use, perhaps within a transaction. Parameters are positional.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection)
{
    /// <summary>The change position of what the transaction that is open writes.</summary>
    public const string Change = "pg_current_xact_id()::text::bigint";

    /// <summary>Everything up to this change position is finished, and seen by the transaction that is open.</summary>
    public const string Cursor = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1";

    /// <summary>Runs a statement; answers how many rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object?[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddAll(parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<List<T>> QueryAsync<T>(
        string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellation, params object?[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddAll(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(map(reader));
        return rows;
    }

    public async Task<T?> FirstAsync<T>(
        string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellation, params object?[] parameters) =>
        (await QueryAsync(sql, map, cancellation, parameters)).FirstOrDefault();

    /// <summary>Statements that go to the server together.</summary>
    public async Task ExecuteAsync(Action<NpgsqlBatch> fill, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        fill(batch);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Brings many rows at once.</summary>
    public async Task CopyAsync<T>(string into, IEnumerable<T> rows, Func<T, object?[]> values, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {into} FROM STDIN (FORMAT BINARY)", cancellation);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellation);
            foreach (var value in values(row))
            {
                if (value is null)
                    await copy.WriteNullAsync(cancellation);
                else
                    await copy.WriteAsync(PostgresValues.Stored(value), cancellation);
            }
        }

        await copy.CompleteAsync(cancellation);
    }
}
