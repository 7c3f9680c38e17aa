namespace Flamenco.Storage;

/// <summary>A text has a character that no database keeps: NUL, or half of a surrogate pair. Nothing was written.</summary>
public sealed class UnstorableTextException(string what) : Exception($"{what} has a character that can not be stored (NUL or half of a surrogate pair)");
