namespace Flamenco.Domain.Identity;

/// <summary>One render machine's agent, given to it when it registers.</summary>
public readonly record struct WorkerId(Guid Value)
{
    public override string ToString() => Value.ToString();
}
