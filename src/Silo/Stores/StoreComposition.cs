using Flamenco.Http.Hosting;
using Flamenco.Silo.Cluster;
using Flamenco.Silo.FirstStart;
using Flamenco.Storage;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Memory;
using Flamenco.Storage.Postgres;
using Flamenco.Storage.Sqlite;
using Npgsql;

namespace Flamenco.Silo.Stores;

/// <summary>The store of a Server node, its ports, and what its health is made of.</summary>
internal static class StoreComposition
{
    public static void AddStore(this IServiceCollection services, StoreChoice store, DataFolder data)
    {
        // By a factory, so that the container gives the folder back.
        services.AddSingleton(_ => data);
        services.AddSingleton(store);
        services.AddSingleton<TimeProvider>(new ForwardClock(TimeProvider.System));
        services.AddSingleton(provider => new Dependency("the database", provider.GetRequiredService<IManagerStore>().ListAsync));
        switch (store)
        {
            case StoreChoice.Sqlite:
                services.AddSqlite(data);
                break;
            case StoreChoice.Postgres postgres:
                services.AddPostgres(postgres);
                break;
            case StoreChoice.Memory:
                services.AddSingleton<IStores, MemoryStores>();
                break;
        }

        services.AddSingleton(provider => provider.GetRequiredService<IStores>().Jobs);
        services.AddSingleton(provider => provider.GetRequiredService<IStores>().Tasks);
        services.AddSingleton(provider => provider.GetRequiredService<IStores>().Commands);
        services.AddSingleton(provider => provider.GetRequiredService<IStores>().Workers);
        services.AddSingleton(provider => provider.GetRequiredService<IStores>().Tags);
        services.AddSingleton(provider => provider.GetRequiredService<IStores>().Tokens);
        services.AddSingleton(provider => provider.GetRequiredService<IStores>().Managers);
        services.AddSingleton(provider => provider.GetRequiredService<IStores>().CleanUps);
        services.AddSingleton(provider => provider.GetRequiredService<IStores>().Leases);
        services.AddHostedService<FirstStartService>();
    }

    private static void AddSqlite(this IServiceCollection services, DataFolder data)
    {
        var orleans = new OrleansFile(data.File(DataFolder.OrleansDatabase));
        OrRefused(() =>
        {
            orleans.Apply();
            return orleans;
        });
        services.AddSingleton(orleans);
        services.AddSingleton<IStores>(provider => OrRefused(
            () => new SqliteStores(provider.GetRequiredService<DataFolder>().File(DataFolder.FarmDatabase), provider.GetRequiredService<TimeProvider>())));
        services.AddSingleton(provider => new Dependency("Orleans' storage", provider.GetRequiredService<OrleansFile>().AskAsync));
    }

    private static void AddPostgres(this IServiceCollection services, StoreChoice.Postgres postgres)
    {
        services.AddSingleton(postgres);
        services.AddSingleton(_ => PostgresStores.Source(postgres.Address.Connection));
        services.AddSingleton<IStores>(provider => new PostgresStores(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new Dependency("Orleans' storage", async cancellation =>
        {
            await using var command = provider.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT 1 FROM OrleansStorage LIMIT 1");
            await command.ExecuteScalarAsync(cancellation);
        }));
        services.AddHostedService<PostgresStart>();
    }

    private static T OrRefused<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (SchemaException refused)
        {
            throw new RefusedToStartException($"The database can not be used: {refused.Message}.");
        }
    }
}
