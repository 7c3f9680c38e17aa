using Flamenco.Grains.Interfaces;
using Flamenco.Http.Hosting;

namespace Flamenco.ManagerGateway.Link;

/// <summary>The same as <see cref="SiteConnection"/> where the Server is in this process.</summary>
internal sealed class LocalSite(IGrainFactory grains, Site site, ManagerKey key) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var identity = await grains.Access().VerifyTokenAsync(key.Value, cancellationToken);
        site.Is(identity?.Manager ?? throw new RefusedToStartException("The Server does not know this Manager's key."));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>The secret with which this Manager shows itself to the Server.</summary>
internal sealed record ManagerKey(string Value)
{
    public static ManagerKey Of(IConfiguration configuration)
    {
        var file = configuration.Required("ManagerKeyFile", "--manager-key-file FILE");
        return File.Exists(file)
            ? new ManagerKey(File.ReadAllText(file).Trim())
            : throw new RefusedToStartException($"There is no file {Path.GetFullPath(file)}. Copy manager-key from the Server's data folder.");
    }

    public override string ToString() => "(secret)";
}
