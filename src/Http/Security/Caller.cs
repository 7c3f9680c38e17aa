using System.Security.Claims;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Access;
using Microsoft.AspNetCore.Http;

namespace Flamenco.Http.Security;

/// <summary>Who sends a request.</summary>
/// <param name="Name">For logs.</param>
/// <param name="Role">A role of people or machines.</param>
/// <param name="Manager">The site that the credentials are for; null: all.</param>
/// <param name="Worker">The Worker, for a Worker.</param>
/// <param name="Platform">The Worker's platform.</param>
public sealed record Caller(string Name, string Role, ManagerId? Manager, WorkerId? Worker = null, string? Platform = null)
{
    private const string ManagerClaim = "flamenco.manager";
    private const string WorkerClaim = "flamenco.worker";
    private const string PlatformClaim = "flamenco.platform";

    /// <summary>May this caller know of what belongs to this site?</summary>
    public bool MaySee(ManagerId site) => Manager is null || Manager == site;

    public IEnumerable<Claim> Claims()
    {
        yield return new Claim(ClaimTypes.Name, Name);
        yield return new Claim(ClaimTypes.Role, Role);
        if (Manager is { } manager)
            yield return new Claim(ManagerClaim, manager.ToString());
        if (Worker is { } worker)
            yield return new Claim(WorkerClaim, worker.ToString());
        if (Platform is { } platform)
            yield return new Claim(PlatformClaim, platform);
    }

    /// <summary>The caller of an authenticated request.</summary>
    public static Caller Of(HttpContext context)
    {
        var user = context.User;
        return new Caller(
            user.FindFirstValue(ClaimTypes.Name) ?? "",
            user.FindFirstValue(ClaimTypes.Role) ?? "",
            user.FindFirstValue(ManagerClaim) is { } manager ? new ManagerId(Guid.Parse(manager)) : null,
            user.FindFirstValue(WorkerClaim) is { } worker ? new WorkerId(Guid.Parse(worker)) : null,
            user.FindFirstValue(PlatformClaim));
    }

    /// <summary>The caller as the audit log names it.</summary>
    public static Actor ActorOf(HttpContext context)
    {
        var caller = Of(context);
        return new Actor(caller.Name, caller.Role, AddressOf(context));
    }

    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";
}
