using Flamenco.Storage;
using Flamenco.Storage.Sqlite;

namespace Flamenco.Server.Tests.Stores;

/// <summary>The embedded store on a real file.</summary>
public sealed class SqliteUnderTest : StoreUnderTest
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<IStores> OpenDatabaseAsync() =>
        Task.FromResult<IStores>(new SqliteStores(_folder.File("flamenco.db"), Time));
}
