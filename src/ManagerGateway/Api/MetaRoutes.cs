using Flamenco.Contracts.Site;

namespace Flamenco.ManagerGateway.Api;

/// <summary>What the Blender add-on asks before it submits.</summary>
internal static class MetaRoutes
{
    public static void MapMeta(this RouteGroupBuilder api)
    {
        api.MapGet("/version", (SiteSettings settings) => TypedResults.Ok(new FlamencoVersion
        {
            Version = GatewayHost.Version,
            ShortVersion = GatewayHost.Version,
            Name = settings.Name,
            Git = "",
        }));
        api.MapGet("/configuration", (SiteSettings settings) => TypedResults.Ok(new ManagerConfiguration
        {
            StorageLocation = settings.SharedStorage,
            ShamanEnabled = false,
            IsFirstRun = false,
        }));
        api.MapGet("/configuration/shared-storage/{audience}/{platform}", (string audience, string platform, SiteSettings settings) =>
            TypedResults.Ok(new SharedStorageLocation
            {
                Location = settings.SharedStorage,
                Audience = audience,
                Platform = platform,
                ShamanEnabled = false,
            }));
    }
}
