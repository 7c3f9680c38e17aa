namespace Flamenco.Contracts.Server;

/// <summary>Answer to <c>GET /api/v1/tags</c>.</summary>
public sealed record TagPage
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<Tag> Tags { get; init; }
}

/// <summary>A named group of a site's Workers.</summary>
public sealed record Tag
{
    public required Guid Id { get; init; }

    /// <summary>Once in a site.</summary>
    public required string Name { get; init; }

    /// <summary>For people; may be empty.</summary>
    public required string Description { get; init; }

    /// <summary>The Manager of the site.</summary>
    public required Guid Manager { get; init; }
}

/// <summary>Body of <c>POST /api/v1/tags</c>.</summary>
public sealed record NewTag
{
    /// <summary>1 to 500 characters, none of them a control character.</summary>
    public required string Name { get; init; }

    /// <summary>At most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The Manager of the site; absent: the only one there is.</summary>
    public Guid? Manager { get; init; }
}
