using Flamenco.Http.Security;
using Scalar.AspNetCore;

namespace Flamenco.Silo.Api;

/// <summary>All routes of the Server.</summary>
internal static class ServerApi
{
    /// <summary>The explorer starts itself by an inline script and styles itself; the page holds nothing that a user wrote.</summary>
    private static readonly ContentPolicy ExplorerPolicy = new(
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:");

    public static void AddServerOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Flamenco Server";
            document.Info.Version = "v1";
            document.Info.Description = "Jobs, tasks, Workers and Managers of a render farm. Credentials: a token as Bearer, or as the password of HTTP Basic.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));

    public static void MapServerApi(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").RequireAuthorization(Policies.Viewer);
        api.MapJobs();
        api.MapTasks();
        api.MapWorkers();
        api.MapManagers();
        api.MapJobTypes();
        app.MapCluster();
        app.MapHealth();

        app.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(Policies.Viewer);
        app.MapScalarApiReference("/docs", options =>
        {
            options.Title = "Flamenco Server API";
            options.OpenApiRoutePattern = "/openapi/v1.json";
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.HideDeveloperTools();
            options.HideClientButton = true;
            options.DisableAgent();
        }).RequireAuthorization(Policies.Viewer).WithMetadata(ExplorerPolicy);
    }
}
