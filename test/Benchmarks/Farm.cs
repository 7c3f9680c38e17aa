using System.Diagnostics;
using System.Net.Http.Headers;
using Flamenco.Contracts.Server;

namespace Flamenco.Benchmarks;

/// <summary>A real farm as a process of its own: <c>flamenco up</c> with credentials and audit on, in a fresh folder.</summary>
internal sealed class Farm : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private Farm(Process process, string url, string token)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = new Uri(url) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Server = new ServerApi(_http);
    }

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
        return new Farm(process, url, (await File.ReadAllTextAsync(Path.Combine(data, "owner-token"), stop)).Trim());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
