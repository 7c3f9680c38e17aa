using Microsoft.Extensions.Hosting;

namespace Flamenco.Worker;

/// <summary>Composes a Worker: the agent on one render machine.</summary>
public static class WorkerHost
{
    /// <summary>Builds a Worker that has not been started. Arguments and configuration: see <c>--help</c> and docs/configuration.md.</summary>
    public static IHost Build(string[] args) => Host.CreateApplicationBuilder(args).Build();
}
