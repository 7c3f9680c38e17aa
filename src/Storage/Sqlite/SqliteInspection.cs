using Flamenco.Storage.Inspection;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>
/// Looks through the embedded store by a connection and a thread of its own, so that neither the writer nor those who read
/// wait for it. It opens the file for reading only: of a stopped farm it changes nothing.
/// </summary>
/// <param name="file">Path of the database file.</param>
/// <param name="time">For the age of what is half done.</param>
public sealed class SqliteInspection(string file, TimeProvider time) : IInspection
{
    private static readonly SqlDialect Dialect = new(
        (row, column) => new Guid(row.GetFieldValue<byte[]>(column), bigEndian: true),
        (row, column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column)),
        id => id.ToByteArray(bigEndian: true));

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The file can not be read.</exception>
    /// <exception cref="SchemaException">The file is another program's, or of another version.</exception>
    public Task<InspectionReport> InspectAsync(InspectionRequest wanted, CancellationToken cancellation = default) => OnAThreadAsync(
        async connection =>
        {
            // One moment for everything that is read.
            await using var moment = connection.BeginTransaction(deferred: true);
            await SqliteSchema.CheckAsync(connection, cancellation);
            return await new SqlFacts(connection, Dialect).JudgeAsync(new Inspector(wanted, time.GetUtcNow()), cancellation);
        });

    private async Task<InspectionReport> OnAThreadAsync(Func<SqliteConnection, Task<InspectionReport>> inspect)
    {
        try
        {
            return await Task.Factory.StartNew(
                async () =>
                {
                    await using var connection = SqliteFile.Open(file);
                    return await inspect(connection);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap();
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException($"{file} can not be read: {exception.Message}", exception);
        }
    }
}
