using Flamenco.Contracts;
using Flamenco.Http.Hosting;
using Flamenco.Silo.Cluster;
using Flamenco.Silo.Stores;
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
        IEnumerable<Dependency> dependencies, Draining draining, TimeProvider time, CancellationToken cancellation)
    {
        if (draining.Begun)
            return Problems.Answer(StatusCodes.Status503ServiceUnavailable, "not-ready", "this node stops");

        var asked = await Task.WhenAll(dependencies.Select(async dependency =>
            (dependency.Name, Answers: await AnswersAsync(dependency, time, cancellation))));
        var silent = asked.Where(one => !one.Answers).Select(one => one.Name).ToList();
        return silent.Count == 0
            ? TypedResults.Text("ready")
            : Problems.Answer(StatusCodes.Status503ServiceUnavailable, "not-ready", $"out: {string.Join(", ", silent)}");
    }

    /// <summary>Why it does not answer is in the log of whoever needed it.</summary>
    private static async Task<bool> AnswersAsync(Dependency dependency, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await dependency.AskAsync(either.Token).WaitAsync(either.Token);
            return true;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
