using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Flamenco.Grains;
using Flamenco.Http.Hosting;
using Flamenco.Silo.Stores;
using Microsoft.Data.Sqlite;
using Npgsql;
using Orleans.Configuration;

namespace Flamenco.Silo.Cluster;

/// <summary>The Orleans side of a Server node: one silo on loopback, with Orleans' own storage beside ours.</summary>
internal static class OrleansComposition
{
    public const string ClusterId = "flamenco";
    public const string ServiceId = "flamenco";

    /// <summary>The name under which Orleans knows SQLite's SQL; the driver is Microsoft.Data.Sqlite.</summary>
    private const string SqliteInvariant = "System.Data.SQLite";

    private const string PostgresInvariant = "Npgsql";

    public static void AddSilo(this WebApplicationBuilder builder, StoreChoice store)
    {
        var siloPort = builder.Configuration.GetValue("Orleans:SiloPort", 0);
        var gatewayPort = builder.Configuration.GetValue("Orleans:GatewayPort", 0);
        var withGateway = builder.Configuration.GetValue("Orleans:Gateway", defaultValue: true);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(
                siloPort != 0 ? siloPort : FreePort(),
                gatewayPort != 0 ? gatewayPort : FreePort(),
                primarySiloEndpoint: null,
                ServiceId,
                ClusterId);
            if (!withGateway)
                silo.Configure<EndpointOptions>(endpoints => endpoints.GatewayPort = 0);
            silo.AddGrainStorage(store);
            silo.AddOutgoingGrainCallFilter<RejectedCalls>();
        });
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

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
