using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Flamenco.Site.Tests.Gateway.Harness;

/// <summary>One route of a Manager, as its endpoint table has it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">As it was mapped.</param>
/// <param name="Path">The same, with something in the place of each parameter.</param>
/// <param name="Policies">Who may use it.</param>
/// <param name="IsPublic">Everybody may.</param>
internal sealed record SiteRoute(HttpMethod Method, string Pattern, string Path, IReadOnlyList<string> Policies, bool IsPublic)
{
    public static IReadOnlyList<SiteRoute> Of(SiteUnderTest site) =>
    [
        .. site.Gateway.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Select(method => new SiteRoute(
                    HttpMethod.Parse(method),
                    endpoint.RoutePattern.RawText!,
                    Filled(endpoint.RoutePattern),
                    [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy ?? "")],
                    endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null))),
    ];

    /// <summary>The policy that decides: the last one named is the strictest here, each route's own.</summary>
    public string Policy => Policies.LastOrDefault("");

    public override string ToString() => $"{Method} {Pattern}";

    private static string Filled(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart { Name: "id" or "job" or "task" } => "01900000-0000-8000-8000-000000000001",
            RoutePatternParameterPart => "1",
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => throw new NotSupportedException(part.ToString()),
        }))));
}
