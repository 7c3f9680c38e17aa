using Flamenco.Domain.Access;
using Flamenco.Grains.Interfaces;
using Flamenco.Http.Hosting;
using Flamenco.ManagerGateway.Link;

namespace Flamenco.ManagerGateway.Access;

/// <summary>
/// Keeps a file with the address that an artist pastes into the Blender add-on: it carries a token of its own, because the
/// unmodified add-on can not log in but keeps the path of the address that it is given. Only if <c>AddonUrlFile</c> is configured.
/// </summary>
internal sealed class AddonAddress(IGrainFactory grains, Site site, GatewayAddress address, IConfiguration configuration) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration["AddonUrlFile"] is not { Length: > 0 } file)
            return;

        var url = await address.KnownAsync(stoppingToken);
        var token = await KnownTokenAsync(file, stoppingToken) ?? await grains.Access().CreateAddonTokenAsync(site.Id, stoppingToken);
        await SecretFile.WriteAsync(file, $"{url}/as/{token}/", stoppingToken);
    }

    private async Task<string?> KnownTokenAsync(string file, CancellationToken cancellation)
    {
        if (await SecretFile.ReadAsync(file, cancellation) is not { } known || !Uri.TryCreate(known, UriKind.Absolute, out var uri))
            return null;
        var token = TokenPath.Split(uri.AbsolutePath)?.Token;
        return AccessToken.LooksRight(token) && await grains.Access().VerifyTokenAsync(token!, cancellation) is not null ? token : null;
    }
}
