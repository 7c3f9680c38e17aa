using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Flamenco.Storage.Postgres;
using Npgsql;

namespace Flamenco.Server.Tests.Stores;

/// <summary>
/// A PostgreSQL of the tests' own, one for all of them: a fresh cluster in a new folder, on a free port of the loopback, durable as
/// it would be on a farm. Every store has a database of its own while it is open.
/// </summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    /// <summary>How the server ends.</summary>
    public enum Ending
    {
        /// <summary>It breaks off what its sessions do and leaves everything in order.</summary>
        Fast,

        /// <summary>It leaves at once; the next start recovers.</summary>
        Immediate,

        /// <summary>Its first process is killed.</summary>
        Killed,
    }

    public const string Name = "PostgreSQL";

    private const string User = "flamenco";
    private const string Template = "flamenco_template";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static PostgresCluster? s_running;

    private readonly TemporaryFolder _folder = new();
    private readonly string _password = RandomNumberGenerator.GetHexString(32);
    private readonly int _port = FreePort();
    private Process? _server;
    private readonly ConcurrentStack<string> _free = [];
    private int _databases;
    private int _files;

    public static PostgresCluster Running => s_running ?? throw new InvalidOperationException("the tests' PostgreSQL is not running");

    public async Task InitializeAsync()
    {
        var programs = Programs();
        var passwordFile = _folder.File("password");
        await File.WriteAllTextAsync(passwordFile, _password);
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "-R", "postgres:", _folder.Path);

        var data = _folder.File("data");
        await RunAsync([.. AsItsUser(), Path.Combine(programs, "initdb"), "--pgdata", data, "--username", User, "--pwfile", passwordFile, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        await StartAsync();

        await ExecuteAsync("postgres", $"CREATE DATABASE {Template}");
        await using (var source = NpgsqlDataSource.Create(Connection(Template, pooled: false)))
            await PostgresSchema.ApplyAsync(source);
        s_running = this;
    }

    public async Task DisposeAsync()
    {
        s_running = null;
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
            await StopAsync(Ending.Fast);
        _folder.Dispose();
    }

    /// <summary>Ends the server and starts it again on the same data and port.</summary>
    public async Task RestartAsync(Ending ending)
    {
        await StopAsync(ending);
        await StartAsync();
        // Connections of earlier tests; those of a store have a pool of their own.
        NpgsqlConnection.ClearAllPools();
    }

    public async Task StopAsync(Ending ending)
    {
        var server = _server ?? throw new InvalidOperationException("the tests' PostgreSQL is not running");
        _server = null;
        var signal = ending switch { Ending.Fast => "-INT", Ending.Immediate => "-QUIT", _ => "-KILL" };
        await RunAsync("kill", signal, server.Id.ToString(CultureInfo.InvariantCulture));
        // Until its sessions have ended, too: they have its standard error.
        await server.WaitForExitAsync().WaitAsync(Patience);
        server.Dispose();
    }

    public async Task StartAsync()
    {
        // Its own clean-up would hold change positions back now and then, and a test would see that.
        _server = Start([.. AsItsUser(), Path.Combine(Programs(), "postgres"), "-D", _folder.File("data"), "-p", _port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=on", "-c", "autovacuum=off"]);
        await ReadyAsync(_server);
    }

    /// <summary>A database with the schema and nothing in it.</summary>
    /// <returns>How to connect to it.</returns>
    public Task<string> TakeAsync() => _free.TryPop(out var connection) ? Task.FromResult(connection) : CreateAsync(Template);

    /// <summary>Whoever took a database is done with it. To empty it is much faster than to drop it and to make another.</summary>
    public async Task GiveBackAsync(string connection)
    {
        await ExecuteAsync(
            new NpgsqlConnectionStringBuilder(connection).Database!,
            """
            DO $$ DECLARE name text; BEGIN
                FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('flamenco_schema', 'orleansquery') LOOP
                    EXECUTE format('DELETE FROM %I', name);
                END LOOP;
                INSERT INTO farm_time VALUES (1, 0);
            END $$
            """);
        _free.Push(connection);
    }

    /// <summary>A new database without anything.</summary>
    /// <returns>How to connect to it.</returns>
    public Task<string> CreateEmptyAsync() => CreateAsync("template0");

    /// <summary>A connection string as the products' programs take it when it holds a password: in a file for its owner only.</summary>
    /// <returns><c>@</c> and the path of the file.</returns>
    public string InAFile(string connection)
    {
        var file = _folder.File($"connection-{Interlocked.Increment(ref _files)}");
        File.WriteAllText(file, connection);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return $"@{file}";
    }

    /// <summary>Does something as the superuser, outside all farms' databases.</summary>
    public Task AdministerAsync(string sql) => ExecuteAsync("postgres", sql);

    /// <summary>Runs a file as people do it, by psql as the superuser.</summary>
    public async Task RunFileAsync(string file)
    {
        var passwords = _folder.File("pgpass");
        await File.WriteAllTextAsync(passwords, $"*:*:*:{User}:{_password}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(passwords, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await RunAsync(
            "env", $"PGPASSFILE={passwords}", Path.Combine(Programs(), "psql"), "-v", "ON_ERROR_STOP=1",
            "-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-U", User, "-d", "postgres", "-f", file);
    }

    /// <summary>Gives a role a password, and says how to connect with it.</summary>
    public async Task<string> WithNewPasswordAsync(string role, string database)
    {
        var password = RandomNumberGenerator.GetHexString(32);
        await AdministerAsync($"ALTER ROLE {role} PASSWORD '{password}'");
        return new NpgsqlConnectionStringBuilder(Connection(database, pooled: true)) { Username = role, Password = password }.ToString();
    }

    private static string Programs()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        return versions
            .OrderByDescending(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            ?? throw new InvalidOperationException("PostgreSQL's server is not installed; install it (on Debian and Ubuntu: apt-get install postgresql)");
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static string[] AsItsUser() =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : [];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Start(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C";
        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} does not start");
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {await errors}{await output}");
    }

    private static async Task ReadyAsync(Process server)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                ready.TrySetException(new InvalidOperationException($"PostgreSQL ended: {string.Join('\n', said)}"));
            else if (line.Data.Contains("database system is ready to accept connections", StringComparison.Ordinal))
                ready.TrySetResult();
            else if (!ready.Task.IsCompleted)
                said.Add(line.Data);
        };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        await ready.Task.WaitAsync(Patience);
    }

    private string Connection(string database, bool pooled) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = User,
        Password = _password,
        Database = database,
        Pooling = pooled,
    }.ToString();

    private async Task<string> CreateAsync(string template)
    {
        var database = $"store_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {database} TEMPLATE {template}");
        return Connection(database, pooled: true);
    }

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(Connection(database, pooled: false));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

[CollectionDefinition(PostgresCluster.Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresCluster>;
