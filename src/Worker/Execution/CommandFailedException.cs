namespace Flamenco.Worker.Execution;

/// <summary>A command can not do what it is for, and with it the task fails. The message is for the artist.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
