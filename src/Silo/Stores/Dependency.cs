namespace Flamenco.Silo.Stores;

/// <summary>Something without which a node can not do its work.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="AskAsync">Asks it for something small; fails if it does not answer.</param>
internal sealed record Dependency(string Name, Func<CancellationToken, Task> AskAsync);
