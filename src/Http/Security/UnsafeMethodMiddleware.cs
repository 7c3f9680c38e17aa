using Flamenco.Http.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Flamenco.Http.Security;

/// <summary>
/// Requests that change something: a body must be JSON (or what the route takes), and a browser may only send them from
/// a page of this very host. So no foreign page can use credentials that a browser adds by itself.
/// </summary>
internal sealed class UnsafeMethodMiddleware(RequestDelegate next, bool flamenco3)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return next(context);

        if (IsForeign(request))
        {
            return Problems.WriteAsync(
                context, Problems.Of(StatusCodes.Status403Forbidden, "foreign-origin", "this request comes from a page of another host"), flamenco3);
        }

        var takes = context.GetEndpoint()?.Metadata.GetMetadata<TakesBody>()?.ContentType ?? "application/json";
        if (HasBody(request) && !IsOf(request.ContentType, takes))
        {
            return Problems.WriteAsync(
                context, Problems.Of(StatusCodes.Status415UnsupportedMediaType, "not-json", $"the body must be {takes}, text in it UTF-8"), flamenco3);
        }

        return next(context);
    }

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength > 0 || !StringValues.IsNullOrEmpty(request.Headers.TransferEncoding) || request.ContentType is not null;

    private static bool IsOf(string? contentType, string wanted) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [var site] && site is "cross-site" or "same-site")
            return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && request.Host.HasValue
                && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>A route whose body is not JSON.</summary>
public sealed record TakesBody(string ContentType);
