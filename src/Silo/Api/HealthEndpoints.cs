using Flamenco.Contracts;
using Flamenco.Http.Hosting;
using Flamenco.Storage.Managers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Api;

/// <summary>For load balancers and service managers; public.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("live")).AllowAnonymous().WithTags("Health")
            .WithSummary("The process answers. Asks nothing else.");
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous().WithTags("Health")
            .WithSummary("The node can do its work; else 503 with what is out.");
    }

    private static async Task<Results<ContentHttpResult, JsonHttpResult<Problem>>> ReadyAsync(
        IManagerStore store, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await store.ListAsync(cancellation).WaitAsync(Patience, time, cancellation);
            return TypedResults.Text("ready");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Problems.Answer(StatusCodes.Status503ServiceUnavailable, "not-ready", "out: the database");
        }
    }
}
