using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.ManagerGateway.Link;
using System.Security.Cryptography;

namespace Flamenco.ManagerGateway.Api;

/// <summary>A Worker's own life: it registers, signs on and off, changes its state, says that it lives.</summary>
internal static class WorkerRoutes
{
    private const int LongestName = 500;
    private const int LongestSecret = 500;
    private const int MostTaskTypes = 100;

    public static void MapWorkerRoutes(this RouteGroupBuilder worker)
    {
        worker.MapPost("/register-worker", RegisterAsync).RequireAuthorization(Policies.Join);
        var own = worker.MapGroup("").RequireAuthorization(Policies.Worker);
        own.MapPost("/sign-on", SignOnAsync);
        own.MapPost("/sign-off", SignOffAsync);
        own.MapGet("/state", StateAsync);
        own.MapPost("/state-changed", StateChangedAsync);
        own.MapPost("/alive", AliveAsync);
        own.MapWorkerTasks();
    }

    private static async Task<IResult> RegisterAsync(
        WorkerRegistration registration, IGrainFactory grains, Site site, HttpContext context, CancellationToken cancellation)
    {
        if (Problem(registration.Name, registration.SupportedTaskTypes) is { } problem)
            return problem;
        if (registration.Secret.Length is < 8 or > LongestSecret)
            return Bad($"the secret must have 8 to {LongestSecret} characters");
        if (registration.Platform.Length is 0 or > 100 || registration.Platform.Any(char.IsControl))
            return Bad("the platform must be a name like linux");

        var id = new WorkerId(new Guid(RandomNumberGenerator.GetBytes(16)));
        var known = await grains.Worker(id).RegisterAsync(
            new RegisterWorker
            {
                Name = registration.Name,
                Secret = registration.Secret,
                Platform = registration.Platform,
                TaskTypes = registration.SupportedTaskTypes,
                Address = Caller.AddressOf(context),
                Manager = site.Id,
            },
            cancellation);
        return TypedResults.Ok(new RegisteredWorker
        {
            Uuid = known.Id.Value,
            Name = known.Name,
            Address = known.Address,
            Status = known.Status,
            Software = known.Software,
            Platform = known.Platform,
            SupportedTaskTypes = known.TaskTypes,
        });
    }

    private static async Task<IResult> SignOnAsync(
        WorkerSignOn signOn, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        if (Problem(signOn.Name, signOn.SupportedTaskTypes) is { } problem)
            return problem;
        if (signOn.SoftwareVersion.Length > LongestName || signOn.SoftwareVersion.Any(char.IsControl))
            return Bad("the software version is too long or holds a control character");

        var status = await Self(grains, context).SignOnAsync(
            new SignOn
            {
                Name = signOn.Name,
                TaskTypes = signOn.SupportedTaskTypes,
                Software = signOn.SoftwareVersion,
                CanRestart = signOn.CanRestart,
                Address = Caller.AddressOf(context),
            },
            cancellation);
        return TypedResults.Ok(new WorkerStateChange { StatusRequested = status });
    }

    private static async Task<IResult> SignOffAsync(IGrainFactory grains, HttpContext context, CancellationToken cancellation, long? life = null)
    {
        await Self(grains, context).SignOffAsync(life, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> StateAsync(IGrainFactory grains, HttpContext context, CancellationToken cancellation) =>
        await Self(grains, context).RequestedStatusAsync(cancellation) is { } status
            ? TypedResults.Ok(new WorkerStateChange { StatusRequested = status })
            : TypedResults.NoContent();

    private static async Task<IResult> StateChangedAsync(
        WorkerStateChanged change, IGrainFactory grains, HttpContext context, CancellationToken cancellation) =>
        await Self(grains, context).StateChangedAsync(change.Status, change.Life, cancellation)
            ? TypedResults.NoContent()
            : Bad("there is no such Worker status; there are starting, awake, asleep, testing, error, offline and restart");

    private static async Task<IResult> AliveAsync(
        WorkerAlive alive, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        if (Translation.Held(alive.Attempts) is not { } attempts)
            return Bad("attempts names something that is no task");

        var result = await Self(grains, context).AliveAsync(
            new Alive { Life = alive.Life, Attempts = attempts, Closed = Translation.Closed(alive.Closed) }, cancellation);
        return TypedResults.Ok(new WorkerAliveAnswer
        {
            Stop = [.. result.Stop.Select(attempt => new AttemptRef { Task = attempt.Task.Value, Attempt = attempt.Attempt })],
            StatusRequested = result.StatusRequested,
        });
    }

    private static IWorkerGrain Self(IGrainFactory grains, HttpContext context) => grains.Worker(Caller.Of(context).Worker!.Value);

    private static IResult? Problem(string name, IReadOnlyList<string> taskTypes) =>
        string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl)
            ? Bad($"the Worker's name must have 1 to {LongestName} characters, none of them a control character")
            : taskTypes.Count > MostTaskTypes || taskTypes.Any(type => type is null || type.Length > 100 || type.Any(char.IsControl))
                ? Bad("the supported task types must be a list of short names like blender")
                : null;

    private static IResult Bad(string detail) => Problems.SiteAnswer(StatusCodes.Status400BadRequest, "bad-request", detail);
}
