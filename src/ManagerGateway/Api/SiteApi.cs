using Flamenco.Http.Security;

namespace Flamenco.ManagerGateway.Api;

/// <summary>All routes of a Manager: the public Flamenco 3 contract with our additions.</summary>
internal static class SiteApi
{
    public static void MapSiteApi(this WebApplication app)
    {
        var api = app.MapGroup("/api/v3").RequireAuthorization(Policies.Viewer);
        api.MapMeta();
        api.MapJobs();
        api.MapJobCommands();
        api.MapBlocklists();
        api.MapTasks();
        api.MapTags();

        app.MapGroup("/api/v3/worker").MapWorkerRoutes();
        app.MapLogFiles();
        app.MapHealth();
    }
}
