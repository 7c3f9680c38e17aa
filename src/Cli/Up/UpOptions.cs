using Flamenco.Cli.Farm;

namespace Flamenco.Cli.Up;

/// <summary>What <c>flamenco up</c> is asked for.</summary>
/// <param name="Data">The farm's data folder.</param>
/// <param name="ServerPort">0 to 65535; 0 for any free one.</param>
/// <param name="ManagerPort">0 to 65535; 0 for any free one.</param>
/// <param name="Workers">1 to 64.</param>
/// <param name="Separate">Programs of their own instead of one process.</param>
/// <param name="AllowRoot">May the farm run as root?</param>
/// <param name="Postgres">The PostgreSQL that keeps the farm, as it was said; null: what the environment says, else SQLite in the data folder.</param>
/// <param name="Volatile">Keep the farm in memory: all is lost at the end.</param>
/// <param name="Silos">1 to 16 nodes of the Server; more than one need a PostgreSQL, and are programs of their own.</param>
internal sealed record UpOptions(
    DataFolder Data, int ServerPort, int ManagerPort, int Workers, bool Separate, bool AllowRoot, string? Postgres = null, bool Volatile = false,
    int Silos = 1)
{
    public const int DefaultServerPort = 8081;
    public const int DefaultManagerPort = 8080;
    public const int MostWorkers = 64;
    public const int MostSilos = 16;
    public const string AllowRootVariable = "FLAMENCO_ALLOW_ROOT";

    /// <summary>The command line of a Server node in its first life.</summary>
    /// <param name="number">From 1; the first has the farm's secrets.</param>
    public string[] SiloArguments(int number = 1) => SiloArguments(number, Loopback(number == 1 ? ServerPort : 0));

    /// <summary>The command line of a Server node that is to answer at this address, as it did before.</summary>
    public string[] SiloArguments(int number, string url) => Arguments(
        ["--data", Data.Silo(number), "--urls", url, .. number == 1 ? Array.Empty<string>() : ["--no-secrets"], .. StoreArguments]);

    /// <summary>The Manager's command line.</summary>
    /// <param name="servers">Where the Server's nodes answer.</param>
    public string[] GatewayArguments(params IEnumerable<Uri> servers) => Arguments(
        "--data", Data.Manager, "--urls", Loopback(ManagerPort),
        "--server", string.Join(',', servers.Select(Shown)), "--manager-key-file", Data.ManagerKey, "--addon-url-file", Data.AddonUrl);

    /// <summary>A Worker's command line.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="manager">Where the Manager answers.</param>
    /// <param name="machine">This machine's name.</param>
    public string[] WorkerArguments(int number, Uri manager, string machine) => Arguments(
        "--data", Data.Worker(number), "--manager", Shown(manager), "--join-secret-file", Data.JoinSecret,
        "--name", Workers == 1 ? machine : $"{machine}-{number}");

    /// <summary>An address as people and scripts write it: without the slash at its end.</summary>
    public static string Shown(Uri address) => address.AbsoluteUri.TrimEnd('/');

    private string[] StoreArguments => this switch
    {
        { Volatile: true } => ["--store", "memory", "--volatile"],
        { Postgres: { } postgres } => ["--postgres", postgres],
        _ => [],
    };

    private static string Loopback(int port) => $"http://127.0.0.1:{port}";

    private string[] Arguments(params string[] arguments) => AllowRoot ? [.. arguments, "--allow-root"] : arguments;
}
