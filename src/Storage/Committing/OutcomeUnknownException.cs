namespace Flamenco.Storage.Committing;

/// <summary>Whether a write happened is not known. Never a success, never a refusal: look again, or repeat it.</summary>
public sealed class OutcomeUnknownException(string message, Exception? inner) : Exception(message, inner);
