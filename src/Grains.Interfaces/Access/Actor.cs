namespace Flamenco.Grains.Interfaces.Access;

/// <summary>Who asks for a change, for the audit log and for what only owners of a job may do.</summary>
/// <param name="Name">The person's or machine's name.</param>
/// <param name="Role">A role's wire name, for example <c>artist</c>.</param>
/// <param name="Address">Where the request came from.</param>
[GenerateSerializer, Immutable, Alias(WireNames.Actor)]
public sealed record Actor([property: Id(0)] string Name, [property: Id(1)] string Role, [property: Id(2)] string Address);
