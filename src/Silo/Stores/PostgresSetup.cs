using Flamenco.Storage;
using Flamenco.Storage.Postgres;

namespace Flamenco.Silo.Stores;

/// <summary>Prepares a PostgreSQL database for Servers: our tables and those of Orleans' storage.</summary>
public static class PostgresSetup
{
    /// <summary>Brings the schema up to date; harmless if it is. Needs the role that owns the database.</summary>
    public static async Task<SchemaOutcome> ApplyAsync(PostgresAddress address, CancellationToken cancellation)
    {
        await using var source = PostgresStores.Source(address.Connection);
        try
        {
            return new SchemaOutcome.Applied(await PostgresSchema.ApplyAsync(source, cancellation));
        }
        catch (SchemaException refused)
        {
            return new SchemaOutcome.Refused($"{address}: {refused.Message}");
        }
        catch (StoreUnavailableException trouble)
        {
            var outage = new PostgresOutage(address, trouble);
            return outage.MayPass ? new SchemaOutcome.Unreachable(outage.Message) : new SchemaOutcome.Refused(outage.Message);
        }
    }
}
