using Flamenco.Domain.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Flamenco.Http.Security;

/// <summary>Who may use a route. Every route names one; without any, nobody gets further than the fall-back.</summary>
public static class Policies
{
    public const string Viewer = "viewer";
    public const string Artist = "artist";
    public const string Operator = "operator";
    public const string Admin = "admin";

    /// <summary>A Worker with its own id and secret.</summary>
    public const string Worker = "worker";

    /// <summary>Whoever has a join secret of the site.</summary>
    public const string Join = "join";

    /// <summary>A site's Manager with its key.</summary>
    public const string Manager = "manager";

    public static void AddFlamencoPolicies(this IServiceCollection services) => services
        .AddAuthorizationBuilder()
        .AddPolicy(Viewer, policy => policy.RequireRole([.. Roles.AtLeast(Roles.Viewer)]))
        .AddPolicy(Artist, policy => policy.RequireRole([.. Roles.AtLeast(Roles.Artist)]))
        .AddPolicy(Operator, policy => policy.RequireRole([.. Roles.AtLeast(Roles.Operator)]))
        .AddPolicy(Admin, policy => policy.RequireRole([.. Roles.AtLeast(Roles.Admin)]))
        .AddPolicy(Worker, policy => policy.RequireRole(Worker))
        .AddPolicy(Join, policy => policy.RequireRole(Roles.Join))
        .AddPolicy(Manager, policy => policy.RequireRole(Roles.Manager))
        .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
}
