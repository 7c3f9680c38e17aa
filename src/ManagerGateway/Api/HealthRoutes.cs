using Flamenco.Grains.Interfaces;
using Flamenco.Http.Hosting;

namespace Flamenco.ManagerGateway.Api;

/// <summary>For load balancers and service managers; public.</summary>
internal static class HealthRoutes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("live")).AllowAnonymous();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(
        IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time, CancellationToken cancellation)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Problems.SiteAnswer(StatusCodes.Status503ServiceUnavailable, "not-ready", "this Manager stops");

        try
        {
            await grains.Farm().ManagersAsync(cancellation).WaitAsync(Patience, time, cancellation);
            return TypedResults.Text("ready");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Problems.SiteAnswer(StatusCodes.Status503ServiceUnavailable, "not-ready", "out: the Server");
        }
    }
}
