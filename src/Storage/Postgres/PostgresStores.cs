using Flamenco.Storage.Access;
using Flamenco.Storage.CleanUp;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Inspection;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Leases;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Time;
using Flamenco.Storage.Workers;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>The store in a PostgreSQL database that several silos may share.</summary>
public sealed class PostgresStores : IStores
{
    /// <summary>
    /// What holds unless a connection string says otherwise. One connection commits for many callers, so a few are enough; a
    /// silo has about 40 statements, which stay prepared from their second use on.
    /// <para>
    /// What a database costs that says nothing any more: a statement is given up after 15 s (none of ours takes a second: bulk work goes in
    /// chunks), then the driver tries to cancel it over a connection of its own (5 s for each of its two ways to open one), so whoever
    /// waits hears within half a minute that the store is not available, or within another half a minute, in which it is looked up, that
    /// the outcome is not known. Whoever comes while it is so hears it after 10 s, which is what opening a connection may take. With the
    /// driver's own defaults that would be minutes. An idle connection whose other end is gone is found by a sign of life every
    /// 15 s, so that the next one who needs it does not pay for it.
    /// </para>
    /// <para>
    /// A silo that is frozen, or whose machine is gone, in the middle of a transaction holds its rows; the database ends that after
    /// 10 s, so that those who go on need not wait for it.
    /// </para>
    /// </summary>
    private const string Defaults =
        "Maximum Pool Size=16;Max Auto Prepare=100;Auto Prepare Min Usages=2;Timeout=5;Command Timeout=15;Keepalive=15;Options=-c idle_in_transaction_session_timeout=10000;";

    private readonly NpgsqlDataSource? _own;
    private readonly Committer _committer;

    /// <summary>The store on a pool that stays its owner's. Asks nothing of the database yet: <see cref="CheckAsync"/> comes before any use.</summary>
    public PostgresStores(NpgsqlDataSource source, TimeProvider time)
        : this(source, own: null, time)
    {
    }

    private PostgresStores(NpgsqlDataSource source, NpgsqlDataSource? own, TimeProvider time)
    {
        _own = own;
        _committer = new Committer(new PostgresBatches(source, time));
        var database = new PostgresDatabase(source);
        var tasks = new PostgresTaskStore(database, _committer);
        var access = new PostgresAccessStore(database, time);
        Jobs = new PostgresJobStore(database, _committer, time);
        Tasks = tasks;
        Commands = tasks;
        Workers = new PostgresWorkerStore(database, time);
        Tags = new PostgresTagStore(database, time);
        Tokens = access;
        Managers = access;
        CleanUps = new PostgresCleanUpStore(database, time);
        Leases = new PostgresLeaseStore(database, time);
        FarmTime = new PostgresFarmTimeStore(database);
        Inspection = new PostgresInspection(database, time);
    }

    public bool IsShared => true;

    public IJobStore Jobs { get; }

    public ITaskStore Tasks { get; }

    public ICommandStore Commands { get; }

    public IWorkerStore Workers { get; }

    public ITagStore Tags { get; }

    public ITokenStore Tokens { get; }

    public IManagerStore Managers { get; }

    public ICleanUpStore CleanUps { get; }

    public ILeaseStore Leases { get; }

    public IFarmTimeStore FarmTime { get; }

    public IInspection Inspection { get; }

    /// <summary>A pool as the store wants it: small, with statements that stay prepared; what the connection string says comes first.</summary>
    public static NpgsqlDataSource Source(string connection) => NpgsqlDataSource.Create(Defaults + connection);

    /// <summary>Opens the database with a pool of its own, made by <see cref="Source"/>.</summary>
    /// <inheritdoc cref="OpenAsync(NpgsqlDataSource, TimeProvider, CancellationToken)"/>
    public static async Task<PostgresStores> OpenAsync(string connection, TimeProvider time, CancellationToken cancellation = default)
    {
        var source = Source(connection);
        try
        {
            await CheckAsync(source, cancellation);
            return new PostgresStores(source, own: source, time);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the database. Its schema must be there, see <see cref="PostgresSchema.ApplyAsync"/>.</summary>
    /// <exception cref="SchemaException">The schema is not what this program needs; the message says what to do.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public static async Task<PostgresStores> OpenAsync(NpgsqlDataSource source, TimeProvider time, CancellationToken cancellation = default)
    {
        await CheckAsync(source, cancellation);
        return new PostgresStores(source, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _committer.DisposeAsync();
        if (_own is not null)
            await _own.DisposeAsync();
    }

    /// <summary>Can this program work with this database?</summary>
    /// <exception cref="SchemaException">The schema is not what this program needs; the message says what to do.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public static Task CheckAsync(NpgsqlDataSource source, CancellationToken cancellation = default) => new PostgresDatabase(source).UseAsync(
        async connection =>
        {
            await PostgresSchema.CheckAsync(connection, cancellation);
            return true;
        },
        cancellation);
}
