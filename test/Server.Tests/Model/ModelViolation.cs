namespace Flamenco.Server.Tests.Model;

/// <summary>An invariant of the protocol does not hold.</summary>
internal sealed class ModelViolation(string invariant) : Exception(invariant);
