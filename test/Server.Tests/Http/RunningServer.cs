using System.Net.Http.Headers;
using Flamenco.Domain.Access;
using Flamenco.Domain.Identity;
using Flamenco.Silo;
using Flamenco.Storage.Access;
using Flamenco.Storage.Managers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flamenco.Server.Tests.Http;

/// <summary>A whole Server node on a free port of loopback, with a fresh data folder.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly CapturedLogs _logs = new();
    private readonly Dictionary<string, string> _tokens = [];
    private WebApplication? _app;

    /// <summary>Further arguments of the Server.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    public IServiceProvider Services => App.Services;

    public string Folder => _folder.File("data");

    /// <summary>Its only site, made at the first start.</summary>
    public ManagerId Site { get; private set; }

    public string Logs => _logs.Text;

    public IReadOnlyList<RouteEndpoint> Routes => [.. Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()];

    private WebApplication App => _app ?? throw new InvalidOperationException("the Server is not running");

    public static string[] Arguments(string folder, params string[] more) => ["--data", folder, "--urls", "http://127.0.0.1:0", "--allow-root", .. more];

    public async Task InitializeAsync()
    {
        _app = SiloHost.Build(Arguments(Folder, [.. More]));
        Services.GetRequiredService<ILoggerFactory>().AddProvider(_logs);
        await _app.StartAsync();
        Site = (await Services.GetRequiredService<IManagerStore>().ListAsync())[0].Id;
        foreach (var role in (string[])[Roles.Viewer, Roles.Artist, Roles.Operator, Roles.Admin, Roles.Join, Roles.Manager])
            _tokens[role] = await AddTokenAsync(role, role is Roles.Join or Roles.Manager ? Site : null);
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    public async Task StopAsync()
    {
        if (_app is null)
            return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    public async Task<string> AddTokenAsync(string role, ManagerId? site = null, DateTimeOffset? expires = null, string? name = null)
    {
        var token = AccessToken.Create(role);
        await Services.GetRequiredService<ITokenStore>().AddAsync(AccessToken.Hash(token), new TokenRow(name ?? role, role, site, expires));
        return token;
    }

    public string TokenOf(string role) => _tokens[role];

    public string Secret(string file) => File.ReadAllText(Path.Combine(Folder, file)).Trim();

    public HttpClient Anonymous() => new(new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(30) })
    {
        BaseAddress = new Uri(App.Urls.First()),
        Timeout = TimeSpan.FromSeconds(30),
    };

    public HttpClient As(string role) => With(TokenOf(role));

    public HttpClient With(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Looks into the database file, past everything that the Server says.</summary>
    public async Task<List<string>> QueryAsync(string sql, params (string Name, object Value)[] parameters)
    {
        var source = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(Folder, "flamenco.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false,
        };
        await using var connection = new SqliteConnection(source.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column))));
        return rows;
    }

    /// <summary>Changes rows past everything that the Server allows.</summary>
    public async Task BreakAsync(string sql)
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(Folder, "flamenco.db"), Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>How much is stored: whatever is refused must not change it.</summary>
    public async Task<string> StoredAsync() => (await QueryAsync(
        "SELECT (SELECT COUNT(*) FROM jobs), (SELECT COUNT(*) FROM tasks), (SELECT COUNT(*) FROM audit), (SELECT COUNT(*) FROM idempotency_keys)"))[0];
}

/// <summary>One Server for all tests that neither stop it nor give it another site.</summary>
[CollectionDefinition(Name)]
public sealed class AtTheServer : ICollectionFixture<RunningServer>
{
    public const string Name = "at the Server";
}
