namespace Flamenco.Storage;

/// <summary>The store can not write now (disk full, locked, broken). Nothing of the write was kept; try again later.</summary>
public sealed class StoreUnavailableException(string message, Exception inner) : Exception(message, inner);
