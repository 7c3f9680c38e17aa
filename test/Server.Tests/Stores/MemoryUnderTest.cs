using Flamenco.Storage;
using Flamenco.Storage.Memory;

namespace Flamenco.Server.Tests.Stores;

/// <summary>The store that forgets: no restarts.</summary>
public sealed class MemoryUnderTest : StoreUnderTest
{
    protected override Task<IStores> OpenDatabaseAsync() => Task.FromResult<IStores>(new MemoryStores(Time));
}
