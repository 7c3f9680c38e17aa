using Flamenco.Storage.Inspection;

namespace Flamenco.Storage.Postgres;

/// <summary>Looks through the store in PostgreSQL, in one transaction that reads only: nobody waits for it.</summary>
internal sealed class PostgresInspection(PostgresDatabase database, TimeProvider time) : IInspection
{
    private static readonly SqlDialect Dialect = new(
        (row, column) => row.GetGuid(column), (row, column) => row.GetFieldValue<DateTimeOffset>(column), id => id);

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<InspectionReport> InspectAsync(InspectionRequest wanted, CancellationToken cancellation = default) => database.InspectAsync(
        async connection =>
        {
            var farm = await new SqlFacts(connection, Dialect).JudgeAsync(new Inspector(wanted, time.GetUtcNow()), cancellation);
            return farm.And(await GrainStorage.JudgeAsync(connection, cancellation));
        },
        cancellation);
}
