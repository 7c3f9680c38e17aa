using Microsoft.AspNetCore.Http;

namespace Flamenco.Http.Translation;

/// <summary>The key by which a request that is repeated is recognised: <c>Idempotency-Key</c>.</summary>
public static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    private const int Longest = 255;

    public static string WhatIsWrong { get; } = $"the {Header} must be 1 to {Longest} visible ASCII characters";

    /// <summary>The request's key; null if it has none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">As sent.</param>
    /// <returns>False: it is none that can be used.</returns>
    public static bool TryRead(HttpRequest request, out string? key)
    {
        key = request.Headers.TryGetValue(Header, out var sent) ? sent.ToString() : null;
        return key is null || (key.Length is > 0 and <= Longest && key.All(character => character is > ' ' and < '\x7f'));
    }
}
