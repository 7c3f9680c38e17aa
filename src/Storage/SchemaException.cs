namespace Flamenco.Storage;

/// <summary>A database can not be used as it is; the message says why and what to do.</summary>
public sealed class SchemaException(string message) : Exception(message);
