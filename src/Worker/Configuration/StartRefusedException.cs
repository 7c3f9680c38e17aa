namespace Flamenco.Worker.Configuration;

/// <summary>The Worker can not start like this; the message tells its owner what to change.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
