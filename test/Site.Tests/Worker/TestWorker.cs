using Flamenco.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Flamenco.Site.Tests.Worker;

/// <summary>A whole Worker in this process, with a data folder of its own.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private TestWorker(IHost host, string data)
    {
        Host = host;
        Data = data;
    }

    public IHost Host { get; }

    public string Data { get; }

    public WorkerRun Run => Host.Services.GetRequiredService<WorkerRun>();

    public static TestWorker Build(string managerUrl, string data, params string[] more)
    {
        var joinSecret = data + ".join-secret";
        File.WriteAllText(joinSecret, FakeManager.JoinSecret);
        return new(
            WorkerHost.Build(
            [
                "--data", data, "--manager", managerUrl, "--join-secret-file", joinSecret, "--name", "test", "--allow-root",
                "--set", "Link:FirstPauseSeconds=0.05", "--set", "Link:LongestPauseSeconds=0.2", "--set", "Logging:LogLevel:Default=None", .. more,
            ]),
            data);
    }

    public static async Task<TestWorker> StartAsync(FakeManager manager, string data, params string[] more)
    {
        var worker = Build(manager.Url, data, more);
        await worker.Host.StartAsync();
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync();
        Host.Dispose();
    }
}
