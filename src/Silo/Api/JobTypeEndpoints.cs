using Flamenco.Contracts.Site;
using Flamenco.Grains.Interfaces;
using Flamenco.Http.Translation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Api;

/// <summary>Job types with the settings that they take.</summary>
internal static class JobTypeEndpoints
{
    public static void MapJobTypes(this RouteGroupBuilder api) => api
        .MapGet("/job-types", ListAsync)
        .WithTags("Job types")
        .WithSummary("The job types that can be submitted now, by name.")
        .Produces<AvailableJobTypes>();

    private static async Task<Ok<AvailableJobTypes>> ListAsync(IGrainFactory grains, CancellationToken cancellation)
    {
        var types = await grains.Farm().JobTypesAsync(cancellation);
        return TypedResults.Ok(new AvailableJobTypes { JobTypes = [.. types.Select(type => type.ToAvailableJobType())] });
    }
}
