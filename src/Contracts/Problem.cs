using System.Text.Json.Serialization;

namespace Flamenco.Contracts;

/// <summary>
/// What every refusal and failure looks like: problem+json (RFC 9457). On the site API it also has the <c>code</c> and
/// <c>message</c> that Flamenco 3 clients read.
/// </summary>
public sealed record Problem
{
    /// <summary>Stable, for programs, for example <c>urn:flamenco:bad-settings</c>.</summary>
    public string? Type { get; init; }

    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>For people: what is wrong and what to do.</summary>
    public string? Detail { get; init; }

    /// <summary>Everything that is wrong, where there may be more than one thing.</summary>
    public IReadOnlyList<string>? Problems { get; init; }

    /// <summary>Site API only: the HTTP status again.</summary>
    public int? Code { get; init; }

    /// <summary>Site API only: the detail again.</summary>
    public string? Message { get; init; }

    [JsonIgnore]
    public string Shown => Detail ?? Message ?? Title ?? "no reason given";
}
