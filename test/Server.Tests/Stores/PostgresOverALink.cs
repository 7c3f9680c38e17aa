using System.Net;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Faults;
using Flamenco.Faults.Sights;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Postgres;
using Flamenco.Storage.Tasks;
using Npgsql;

namespace Flamenco.Server.Tests.Stores;

/// <summary>A store that reaches its PostgreSQL over a link that can fail, beside one that reaches the same database directly and sees the truth.</summary>
internal sealed class PostgresOverALink : IAsyncDisposable
{
    /// <summary>The store reads what a task has to do.</summary>
    public static readonly Sight ReadCommands = PostgresSights.Statement("SELECT commands FROM command_pages WHERE job = $1 AND page = $2");

    private readonly string _connection;

    private PostgresOverALink(string connection, FaultyNetwork network, FaultyLink link, PostgresStores store, PostgresStores direct)
    {
        _connection = connection;
        Network = network;
        Link = link;
        Store = store;
        Direct = direct;
    }

    public FaultyNetwork Network { get; }

    public FaultyLink Link { get; }

    public PostgresStores Store { get; }

    public PostgresStores Direct { get; }

    /// <param name="seed">What chance on the link depends on.</param>
    /// <param name="options">More of a connection string, for the store that uses the link.</param>
    public static async Task<PostgresOverALink> OpenAsync(int seed = 1, string options = "")
    {
        var connection = await PostgresCluster.Running.TakeAsync();
        var server = new NpgsqlConnectionStringBuilder(connection);
        var network = new FaultyNetwork(seed);
        var target = new IPEndPoint(IPAddress.Parse(server.Host!), server.Port);
        var link = network.Link("database", target, PostgresSights.Begin, PostgresSights.Commit, PostgresSights.Committed, ReadCommands);
        server.Port = link.Address.Port;
        return new PostgresOverALink(
            connection,
            network,
            link,
            await PostgresStores.OpenAsync($"{server};{options}", TimeProvider.System),
            await PostgresStores.OpenAsync(connection, TimeProvider.System));
    }

    public async Task<JobId> StoredAsync(NewJob job) => (await Direct.Jobs.CreateAsync(job)).ShouldBeOfType<Written<JobRow>.Applied>().Row.Id;

    public static NewAttempt Ask(TaskId task, WorkerId worker) => new(task, ExpectedAttempt: 0, Generation: 1, worker, Slot: 0, Life: 1, Ask: 1);

    public static AttemptEnd End(TaskId task, TaskEvent ending) => new(task, Attempt: 1, ending, Activity: null, Reason: null);

    /// <summary>A task that a Worker runs under attempt 1.</summary>
    public async Task<TaskId> RunningAsync()
    {
        var task = (await StoredAsync(Some.Job())).Task(1);
        (await Direct.Tasks.AssignAsync(Ask(task, Some.Worker()))).ShouldBeOfType<AssignOutcome.Assigned>();
        return task;
    }

    public async Task<StoredTask> TaskAsync(TaskId task) => (await Direct.Tasks.FindAsync(task)).ShouldNotBeNull();

    /// <summary>A job's counters, which must be what counting its tasks gives.</summary>
    public async Task<TaskCounts> CountsAsync(JobId job)
    {
        var (row, tasks, _, _) = (await Direct.Jobs.TableAsync(job)).ShouldNotBeNull();
        tasks.Aggregate(default(TaskCounts), (counts, task) => counts.With(task.Status, 1)).ShouldBe(row.Counts);
        return row.Counts;
    }

    /// <summary>A number that the database answers, asked directly.</summary>
    public async Task<long> NumberAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync()).ShouldNotBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        Link.Heal();
        await Store.DisposeAsync();
        await Direct.DisposeAsync();
        await Network.DisposeAsync();
        await PostgresCluster.Running.GiveBackAsync(_connection);
    }
}
