using Flamenco.Domain.Access;
using Flamenco.Http.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Flamenco.Server.Tests.Http;

/// <summary>The Server's routes as the running program has them, and what follows for who may use them.</summary>
internal static class RouteTable
{
    /// <summary>Who passes a policy; said here once more, not taken from the program.</summary>
    private static readonly Dictionary<string, string[]> Passes = new()
    {
        [Policies.Viewer] = [Roles.Viewer, Roles.Artist, Roles.Operator, Roles.Admin],
        [Policies.Artist] = [Roles.Artist, Roles.Operator, Roles.Admin],
        [Policies.Operator] = [Roles.Operator, Roles.Admin],
        [Policies.Admin] = [Roles.Admin],
        [Policies.Manager] = [Roles.Manager],
        [Policies.Join] = [Roles.Join],
        [Policies.Worker] = [],
    };

    public static IEnumerable<Route> Of(RunningServer server) =>
        from endpoint in server.Routes
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        orderby endpoint.RoutePattern.RawText, method
        select new Route(method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), Filled(endpoint.RoutePattern), Guards(endpoint), IsPublic(endpoint));

    public static bool Admits(this Route route, string role) =>
        route.IsPublic || (route.Policies.Count > 0 && route.Policies.All(policy => Passes[policy].Contains(role)));

    public static string Render(RunningServer server) =>
        string.Concat(Of(server).Select(route => $"{route.Method} {route.Pattern} {(route.IsPublic ? "public" : string.Join('+', route.Policies))}\n"));

    private static bool IsPublic(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static List<string> Guards(RouteEndpoint endpoint) =>
        [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(guard => guard.Policy ?? "").Where(policy => policy.Length > 0)];

    /// <summary>An address of the route, with ids of nothing in the place of its parameters.</summary>
    private static string Filled(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart { Name: "id" } => Guid.NewGuid().ToString(),
            _ => "v1",
        }))));
}

/// <param name="Method">GET, POST, …</param>
/// <param name="Pattern">As the program has it.</param>
/// <param name="Path">With its parameters filled in.</param>
/// <param name="Policies">What it demands; all of them.</param>
/// <param name="IsPublic">Says the program that anybody may use it?</param>
internal sealed record Route(string Method, string Pattern, string Path, IReadOnlyList<string> Policies, bool IsPublic)
{
    public override string ToString() => $"{Method} {Pattern}";
}
