using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Flamenco.Http.Security;

/// <summary>What a request presents: a token (as Bearer, or as the password of HTTP Basic so that a browser can ask for it), or a Worker's id and secret.</summary>
/// <param name="Token">A token; null for a Worker.</param>
/// <param name="Worker">A Worker's id; null for a token.</param>
/// <param name="Secret">The Worker's secret.</param>
public sealed record Credentials(string? Token, Guid? Worker = null, string? Secret = null)
{
    public override string ToString() => "(secret)";

    /// <summary>
    /// The credentials of a request; null if it presents none that can be read. A Worker's own stand before a token in the
    /// path: a Flamenco 3 Worker keeps the path of the address that it has joined by.
    /// </summary>
    public static Credentials? Of(HttpRequest request)
    {
        var header = Header(request);
        if (header?.Worker is null && request.HttpContext.Features.Get<PathToken>() is { } path)
            return new Credentials(path.Token);
        return header;
    }

    private static Credentials? Header(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header.Parameter is not { Length: > 0 and < 4096 } value)
            return null;
        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return new Credentials(value);
        return header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? Basic(value) : null;
    }

    private static Credentials? Basic(string value)
    {
        Span<byte> bytes = stackalloc byte[4096];
        if (!Convert.TryFromBase64String(value, bytes, out var length))
            return null;

        var text = Encoding.UTF8.GetString(bytes[..length]);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;

        var secret = text[(colon + 1)..];
        return Guid.TryParseExact(text[..colon], "D", out var worker) ? new Credentials(Token: null, worker, secret) : new Credentials(secret);
    }
}

/// <summary>A token that stood in the path of the address; see the Manager's token paths.</summary>
public sealed record PathToken(string Token)
{
    public override string ToString() => "(secret)";
}
