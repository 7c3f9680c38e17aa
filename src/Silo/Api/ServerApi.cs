using System.Security.Cryptography;
using Flamenco.Http.Security;
using Flamenco.Silo.Doctor;
using Microsoft.AspNetCore.Authorization;
using Scalar.AspNetCore;

namespace Flamenco.Silo.Api;

/// <summary>All routes of the Server.</summary>
internal static class ServerApi
{
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
        api.MapJobCommands();
        api.MapBlocklists();
        api.MapTasks();
        api.MapWorkers();
        api.MapTags();
        api.MapWhy();
        api.MapManagers();
        api.MapJobTypes();
        api.MapDoctor();
        app.MapCluster();
        app.MapHealth();

        app.MapOpenApi("/openapi/v1.json").RequireAuthorization(Policies.Viewer);
        app.MapExplorer();
    }

    private static void MapExplorer(this WebApplication app)
    {
        var explorer = app.MapGroup("").RequireAuthorization(Policies.Viewer);

        // The explorer's own files would be for everybody, and nothing here is.
        ((IEndpointConventionBuilder)explorer).Finally(route =>
        {
            foreach (var anonymous in route.Metadata.OfType<IAllowAnonymous>().ToList())
                route.Metadata.Remove(anonymous);
        });
        explorer.MapScalarApiReference("/docs", (options, context) =>
        {
            options.Title = "Flamenco Server API";
            options.OpenApiRoutePattern = "/openapi/v1.json";
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.HideDeveloperTools();
            options.HideClientButton = true;
            options.DisableAgent();
            AllowExplorer(options, context);
        });
    }

    /// <summary>The page starts with a script of its own and makes its styles while it runs; this one page may, by a nonce.</summary>
    private static void AllowExplorer(ScalarOptions options, HttpContext context)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        options.WithNonce(nonce);
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:";
    }
}
