using System.Data.Common;
using Flamenco.Grains;
using Flamenco.Grains.Placement;
using Flamenco.Http.Hosting;
using Flamenco.Silo.FirstStart;
using Flamenco.Silo.Stores;
using Microsoft.Data.Sqlite;
using Npgsql;
using Orleans.Configuration;

namespace Flamenco.Silo.Cluster;

/// <summary>
/// The Orleans side of a Server node: one of the silos that share a PostgreSQL, or the only one of a farm with another store;
/// with Orleans' own storage beside ours.
/// </summary>
internal static class OrleansComposition
{
    public const string ClusterId = "flamenco";
    public const string ServiceId = "flamenco";

    /// <summary>The name under which Orleans knows SQLite's SQL; the driver is Microsoft.Data.Sqlite.</summary>
    private const string SqliteInvariant = "System.Data.SQLite";

    private const string PostgresInvariant = "Npgsql";

    public static void AddSilo(this WebApplicationBuilder builder, StoreChoice store, DataFolder data)
    {
        var settings = ClusterSettings.Of(builder.Configuration);
        var endpoints = SiloEndpoints.Of(builder.Configuration, store, data);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(endpoints);
        builder.Services.AddSingleton<GatewayDirectory>();
        builder.Services.AddSingleton<Draining>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Draining>());
        builder.UseOrleans(silo =>
        {
            if (store is StoreChoice.Postgres)
                silo.AddMembership(settings);
            else
                silo.UseLocalhostClustering(endpoints.SiloPort, endpoints.GatewayPort, primarySiloEndpoint: null, ServiceId, ClusterId);
            silo.Configure<EndpointOptions>(options =>
            {
                options.AdvertisedIPAddress = endpoints.Address;
                options.SiloPort = endpoints.SiloPort;
                options.GatewayPort = endpoints.GatewayPort;
            });
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = options.SystemResponseTimeout = settings.ResponseTimeout);
            silo.AddFarmPlacement();
            silo.AddGrainStorage(store);
            silo.AddOutgoingGrainCallFilter<RejectedCalls>();
        });
    }

    /// <summary>Who is a member stands in the farm's own database: silos that share it are one Server.</summary>
    private static void AddMembership(this ISiloBuilder silo, ClusterSettings settings)
    {
        silo.Services.AddSingleton<MembershipPool>();
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (ClusterId, ServiceId));
        silo.UseAdoNetClustering(clustering => clustering.Configure<MembershipPool>((options, pool) =>
        {
            options.Invariant = PostgresInvariant;
            options.DataSource = pool.Source;
        }));
        silo.Configure<ClusterMembershipOptions>(membership => membership.Set(settings));
    }

    private static void AddGrainStorage(this ISiloBuilder silo, StoreChoice store)
    {
        switch (store)
        {
            case StoreChoice.Sqlite:
                DbProviderFactories.RegisterFactory(SqliteInvariant, SqliteFactory.Instance);
                silo.AddAdoNetGrainStorage(GrainStorageNames.Managers, storage => storage.Configure<OrleansFile>((options, file) =>
                {
                    options.Invariant = SqliteInvariant;
                    options.ConnectionString = file.ConnectionString;
                }));
                break;
            case StoreChoice.Postgres:
                silo.AddAdoNetGrainStorage(GrainStorageNames.Managers, storage => storage.Configure<NpgsqlDataSource>((options, source) =>
                {
                    options.Invariant = PostgresInvariant;
                    options.DataSource = source;
                }));
                break;
            case StoreChoice.Memory:
                silo.AddMemoryGrainStorage(GrainStorageNames.Managers);
                break;
        }
    }
}
