using System.Diagnostics;
using System.Net.Http.Headers;
using Flamenco.Contracts.Server;
using Microsoft.Data.Sqlite;

namespace Flamenco.Benchmarks;

/// <summary>A real farm as a process of its own: <c>flamenco up</c> with credentials and audit on, in a fresh folder.</summary>
internal sealed class Farm : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly string _database;

    private Farm(Process process, string url, string data, string token)
    {
        _process = process;
        _database = Path.Combine(data, "flamenco.db");
        Http = new HttpClient { BaseAddress = new Uri(url + "/"), Timeout = TimeSpan.FromMinutes(5) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Server = new ServerApi(Http);
    }

    /// <summary>The Server's API with the owner's credentials.</summary>
    public HttpClient Http { get; }

    public ServerApi Server { get; }

    public static async Task<Farm> StartAsync(string folder, (string Name, string Value) variable, CancellationToken stop)
    {
        var data = Path.Combine(folder, "farm");
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Flamenco.Cli.dll"), "up", "--data", data, "--server-port", "0", "--manager-port", "0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FLAMENCO_ALLOW_ROOT"] = "1";
        start.Environment[variable.Name] = variable.Value;
        var process = Process.Start(start)!;
        var log = process.StandardError.ReadToEndAsync(stop);
        var ready = await process.StandardOutput.ReadLineAsync(stop);
        if (ready?.StartsWith("READY ", StringComparison.Ordinal) != true)
            throw new InvalidOperationException($"the farm did not start: {await log}");

        var url = ready.Split(' ').Single(part => part.StartsWith("server=", StringComparison.Ordinal))["server=".Length..];
        return new Farm(process, url, data, (await File.ReadAllTextAsync(Path.Combine(data, "owner-token"), stop)).Trim());
    }

    /// <summary>Waits until the rows of large deleted jobs are gone.</summary>
    public async Task UntilEmptyAsync(CancellationToken stop)
    {
        await using var connection = new SqliteConnection($"Data Source={_database};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(stop);
        await using var count = connection.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM (SELECT 1 FROM tasks t JOIN jobs j ON j.id = t.job AND j.status = 10 LIMIT 1)";
        using var beat = new PeriodicTimer(Beat);
        while (Convert.ToInt64(await count.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture) > 0)
            await beat.WaitForNextTickAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
