using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Http.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Api;

/// <summary>The farm's sites.</summary>
internal static class ManagerEndpoints
{
    public static void MapManagers(this RouteGroupBuilder api)
    {
        var managers = api.MapGroup("/managers").WithTags("Managers");
        managers.MapGet("/", ListAsync).WithSummary("All Managers, by name.").Produces<ManagerPage>();
        managers.MapGet("/{id}", GetAsync).WithSummary("One Manager, answered by its grain.").Produces<Manager>();
    }

    private static async Task<Ok<ManagerPage>> ListAsync(IGrainFactory grains, CancellationToken cancellation)
    {
        var known = await grains.Farm().ManagersAsync(cancellation);
        var managers = await Task.WhenAll(known.Select(manager => grains.Manager(manager.Id).GetAsync(cancellation)));
        return TypedResults.Ok(new ManagerPage { Managers = [.. managers.OfType<ManagerView>().Select(ToManager)] });
    }

    private static async Task<Results<Ok<Manager>, JsonHttpResult<Problem>>> GetAsync(
        Guid id, IGrainFactory grains, CancellationToken cancellation) =>
        await grains.Manager(new ManagerId(id)).GetAsync(cancellation) is { } manager
            ? TypedResults.Ok(ToManager(manager))
            : Problems.Answer(StatusCodes.Status404NotFound, "no-such-manager", $"there is no Manager {id}");

    private static Manager ToManager(ManagerView manager) => new()
    {
        Id = manager.Id.Value,
        Name = manager.Name,
        Url = manager.Url,
        Version = manager.Version,
        LastSeen = manager.LastSeen,
        OpenJobs = manager.OpenJobs,
        Workers = manager.Workers,
    };
}
