using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Silo.Cluster;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Api;

/// <summary>Where a Manager's Orleans client finds the silos, so that it needs no database login.</summary>
internal static class ClusterEndpoints
{
    public static void MapCluster(this WebApplication app) => app
        .MapGet("/api/v1/cluster/gateways", GatewaysAsync)
        .RequireAuthorization(Policies.Manager)
        .WithTags("Cluster")
        .WithSummary("The Orleans gateways of the Server's silos, for a Manager with its key.")
        .Produces<ClusterGateways>();

    private static async Task<Results<Ok<ClusterGateways>, JsonHttpResult<Problem>>> GatewaysAsync(
        GatewayDirectory directory, HttpContext context, CancellationToken cancellation) =>
        Caller.Of(context).Manager is { } manager
            ? TypedResults.Ok(new ClusterGateways
            {
                ClusterId = OrleansComposition.ClusterId,
                ServiceId = OrleansComposition.ServiceId,
                Manager = manager.Value,
                Gateways = [.. (await directory.ListAsync(cancellation)).Select(gateway => gateway.ToString())],
            })
            : Problems.Answer(StatusCodes.Status403Forbidden, "forbidden", "this key belongs to no Manager");
}
