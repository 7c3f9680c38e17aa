using Flamenco.Storage.Inspection;

namespace Flamenco.Storage.Postgres;

/// <summary>Looks through the store in PostgreSQL, in one transaction that reads only: nobody waits for it.</summary>
internal sealed class PostgresInspection(PostgresDatabase database, TimeProvider time) : IInspection
{
    private static readonly SqlDialect Dialect = new(
        (row, column) => row.GetGuid(column), (row, column) => row.GetFieldValue<DateTimeOffset>(column), id => id);

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<InspectionReport> InspectAsync(FarmState state, CancellationToken cancellation = default) => database.InspectAsync(
        connection => new SqlFacts(connection, Dialect).JudgeAsync(new Inspector(state, time.GetUtcNow()), cancellation), cancellation);
}
