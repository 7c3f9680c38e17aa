using Flamenco.Contracts.Server;
using Flamenco.Http.Security;
using Flamenco.Silo.Cluster;
using Flamenco.Storage;
using Flamenco.Storage.Inspection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Doctor;

/// <summary>The farm looks at itself.</summary>
internal static class DoctorEndpoints
{
    public static void MapDoctor(this RouteGroupBuilder api) => api
        .MapGet("/doctor", InspectAsync)
        .RequireAuthorization(Policies.Admin)
        .WithTags("Doctor")
        .WithSummary("Checks everything that must hold in the farm, as of one moment. Reads all of it, and nobody waits for that.")
        .Produces<DoctorReport>();

    /// <param name="stores">Of this node.</param>
    /// <param name="orleans">Orleans' storage, where it is a file of its own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Whoever asked has gone.</param>
    private static async Task<Ok<DoctorReport>> InspectAsync(
        IStores stores, IEnumerable<OrleansFile> orleans, TimeProvider time, CancellationToken cancellation)
    {
        var report = await stores.Inspection.InspectAsync(new InspectionRequest(FarmState.Live), cancellation);
        foreach (var file in orleans)
            report = report.And(await file.InspectAsync(cancellation));
        return TypedResults.Ok(report.ToReport(FarmState.Live, time.GetUtcNow()));
    }
}
