namespace Flamenco.Domain.Identity;

/// <summary>One of a site's Worker tags: a named group of Workers.</summary>
public readonly record struct TagId(Guid Value)
{
    public override string ToString() => Value.ToString();
}
