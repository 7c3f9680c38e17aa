using Flamenco.Storage.Sqlite;

namespace Flamenco.Server.Tests.Stores;

/// <summary>The embedded store on a real file.</summary>
public sealed class SqliteUnderTest : StoreUnderTest
{
    private readonly TemporaryFolder _folder = new();
    private SqliteStore? _store;

    public override Task OpenAsync()
    {
        _store = new SqliteStore(_folder.File("flamenco.db"));
        var tasks = new SqliteTaskStore(_store, Time);
        var access = new SqliteAccessStore(_store, Time);
        Jobs = new SqliteJobStore(_store, Time);
        Tasks = tasks;
        Commands = tasks;
        Workers = new SqliteWorkerStore(_store, Time);
        Tokens = access;
        Managers = access;
        return Task.CompletedTask;
    }

    public override async Task CloseAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _store = null;
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }
}
