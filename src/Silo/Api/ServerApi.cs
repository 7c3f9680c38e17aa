using Flamenco.Http.Security;
using Scalar.AspNetCore;

namespace Flamenco.Silo.Api;

/// <summary>All routes of the Server.</summary>
internal static class ServerApi
{
    public static void AddServerOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Flamenco Server";
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
            options.DisableAgent();
        }).RequireAuthorization(Policies.Viewer);
    }
}
