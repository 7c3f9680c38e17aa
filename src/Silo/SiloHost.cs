namespace Flamenco.Silo;

/// <summary>Composes a Server node: an Orleans silo, its store and the Server's HTTP API.</summary>
public static class SiloHost
{
    /// <summary>Builds a node that has not been started. Arguments and configuration: see <c>--help</c> and docs/configuration.md.</summary>
    public static WebApplication Build(string[] args) => WebApplication.CreateSlimBuilder(args).Build();
}
