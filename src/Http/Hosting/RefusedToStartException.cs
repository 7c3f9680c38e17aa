namespace Flamenco.Http.Hosting;

/// <summary>A role does not start as it is configured; the message says why and what to do.</summary>
public sealed class RefusedToStartException(string message) : Exception(message);
