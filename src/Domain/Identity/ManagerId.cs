namespace Flamenco.Domain.Identity;

/// <summary>One studio site's Manager.</summary>
public readonly record struct ManagerId(Guid Value)
{
    public override string ToString() => Value.ToString();
}
