using Flamenco.Contracts.Server;
using Flamenco.Http.Hosting;
using Flamenco.Silo.FirstStart;
using Flamenco.Silo.Stores;
using Flamenco.Storage;
using Flamenco.Storage.Inspection;
using Flamenco.Storage.Postgres;
using Flamenco.Storage.Sqlite;

namespace Flamenco.Silo.Doctor;

/// <summary>Looks through a farm without its Server: into its data folder or its PostgreSQL. Changes nothing.</summary>
public static class StoppedFarm
{
    /// <summary>Does this folder hold a farm that is kept in SQLite?</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, DataFolder.FarmDatabase));

    /// <summary>Looks into a data folder, and keeps Servers out of it meanwhile.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="site">A Manager's data folder, whose logs are looked at too; null or without logs: they are not.</param>
    /// <param name="cancellation">Ends the look.</param>
    /// <exception cref="RefusedToStartException">A Server uses the folder, or it can not be read; the message says what to do.</exception>
    public static async Task<DoctorReport> InspectAsync(string folder, string? site, CancellationToken cancellation = default)
    {
        using var data = Take(folder);
        var farm = data.File(DataFolder.FarmDatabase);
        var report = await SqliteFile.CheckAsync(farm, cancellation);
        if (report.IsClean)
            report = report.And(await OrRefusedAsync(() => new SqliteInspection(farm, TimeProvider.System).InspectAsync(Wanted(FarmState.Stopped, site), cancellation)));

        var orleans = data.File(DataFolder.OrleansDatabase);
        var grains = await SqliteFile.CheckAsync(orleans, cancellation);
        if (grains.IsClean)
            grains = grains.And(await OrRefusedAsync(() => SqliteFile.InspectGrainsAsync(orleans, cancellation)));
        return report.And(grains).ToReport(FarmState.Stopped, TimeProvider.System.GetUtcNow());
    }

    /// <summary>Looks into a PostgreSQL. Other Servers may work there, which does no harm.</summary>
    /// <param name="address">The database, with the role of the Server or the one that owns it.</param>
    /// <param name="site">A Manager's data folder, whose logs are looked at too; null or without logs: they are not.</param>
    /// <param name="cancellation">Ends the look.</param>
    /// <exception cref="RefusedToStartException">The database does not answer, or is not a farm's; the message says what to do.</exception>
    public static async Task<DoctorReport> InspectAsync(PostgresAddress address, string? site, CancellationToken cancellation = default)
    {
        await using var source = PostgresStores.Source(address.Connection);
        await using var stores = new PostgresStores(source, TimeProvider.System);
        try
        {
            await PostgresStores.CheckAsync(source, cancellation);
            var report = await stores.Inspection.InspectAsync(Wanted(FarmState.Live, site), cancellation);
            return report.ToReport(FarmState.Live, TimeProvider.System.GetUtcNow());
        }
        catch (SchemaException refused)
        {
            throw new RefusedToStartException($"{address}: {refused.Message}");
        }
        catch (StoreUnavailableException trouble)
        {
            throw new RefusedToStartException(new PostgresOutage(address, trouble).Message);
        }
    }

    private static InspectionRequest Wanted(FarmState state, string? site) => new(state, site is null ? null : SiteFolder.LoggedJobs(site));

    private static DataFolder Take(string folder)
    {
        if (!IsIn(folder))
            throw new RefusedToStartException($"{Path.GetFullPath(folder)} holds no farm: there is no {DataFolder.FarmDatabase}. Name the farm's data folder with --data DIR.");

        try
        {
            return new DataFolder(folder, new StoreChoice.Sqlite());
        }
        catch (RefusedToStartException busy)
        {
            throw new RefusedToStartException($"{busy.Message} A farm that runs is asked over HTTP: name its Server with --server URL.");
        }
    }

    private static async Task<InspectionReport> OrRefusedAsync(Func<Task<InspectionReport>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception refused) when (refused is SchemaException or StoreUnavailableException)
        {
            throw new RefusedToStartException($"The farm can not be looked at: {refused.Message}.");
        }
    }
}
