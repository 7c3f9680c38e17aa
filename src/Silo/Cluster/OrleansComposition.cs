using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Flamenco.Grains;
using Microsoft.Data.Sqlite;
using Orleans.Configuration;

namespace Flamenco.Silo.Cluster;

/// <summary>The Orleans side of a Server node with the embedded store: one silo on loopback.</summary>
internal static class OrleansComposition
{
    public const string ClusterId = "flamenco";
    public const string ServiceId = "flamenco";

    /// <summary>The name under which Orleans knows SQLite's SQL; the driver is Microsoft.Data.Sqlite.</summary>
    private const string SqliteInvariant = "System.Data.SQLite";

    public static void AddEmbeddedSilo(this WebApplicationBuilder builder, string dataFolder)
    {
        var file = Path.Combine(dataFolder, "orleans.db");
        CreateStorage(file);
        DbProviderFactories.RegisterFactory(SqliteInvariant, SqliteFactory.Instance);

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
            silo.AddAdoNetGrainStorage(GrainStorageNames.Managers, storage =>
            {
                storage.Invariant = SqliteInvariant;
                storage.ConnectionString = ConnectionString(file);
            });
        });
    }

    private static void CreateStorage(string file)
    {
        using var script = new StreamReader(typeof(OrleansComposition).Assembly.GetManifestResourceStream("Flamenco.Silo.Cluster.orleans-sqlite.sql")!);
        using var connection = new SqliteConnection(ConnectionString(file));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; " + script.ReadToEnd();
        command.ExecuteNonQuery();
    }

    private static string ConnectionString(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 10 }.ToString();

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
