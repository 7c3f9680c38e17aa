using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Postgres;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;
using Npgsql;

namespace Flamenco.Server.Tests.Stores;

[Collection(PostgresCluster.Name)]
public sealed class WhenServersShareAPostgres : IAsyncLifetime
{
    private string _connection = "";
    private PostgresStores? _first;
    private PostgresStores? _second;

    private PostgresStores First => _first.ShouldNotBeNull();

    private PostgresStores Second => _second.ShouldNotBeNull();

    public async Task InitializeAsync()
    {
        _connection = await PostgresCluster.Running.TakeAsync();
        _first = await PostgresStores.OpenAsync(_connection, TimeProvider.System);
        _second = await PostgresStores.OpenAsync(_connection, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await PostgresCluster.Running.GiveBackAsync(_connection);
    }

    [Fact]
    public async Task five_hundred_transitions_over_fifty_jobs_neither_block_each_other_nor_get_lost()
    {
        const int JobCount = 50;
        const int TasksEach = 10;
        var jobs = new List<JobId>();
        for (var number = 0; number < JobCount; number++)
            jobs.Add(await StoredAsync(Some.Job(Some.Tasks(TasksEach))));
        // Neighbours in the order of tasks belong to different Servers, and no two Servers go through the jobs in one order.
        var tasks = Enumerable.Range(1, TasksEach).SelectMany(number => jobs.Select(job => job.Task((uint)number))).ToList();
        var mine = tasks.Where((_, index) => index % 2 == 0);
        var theirs = tasks.Where((_, index) => index % 2 == 1).Reverse();

        await Task.WhenAll(mine.Select(task => RunAsync(First, task)).Concat(theirs.Select(task => RunAsync(Second, task))));

        foreach (var job in jobs)
            (await First.Jobs.FindAsync(job)).ShouldNotBeNull().Counts.ShouldBe(new TaskCounts(Completed: TasksEach));
    }

    [Fact]
    public async Task one_slot_gets_one_of_two_tasks_that_both_want_to_give_it()
    {
        var worker = Some.Worker();
        for (var round = 0; round < 20; round++)
        {
            var (one, other) = (await StoredAsync(Some.Job()), await StoredAsync(Some.Job()));

            var outcomes = await Task.WhenAll(
                First.Tasks.AssignAsync(new NewAttempt(one.Task(1), 0, 1, worker, round, Life: 1, Ask: 1)),
                Second.Tasks.AssignAsync(new NewAttempt(other.Task(1), 0, 1, worker, round, Life: 1, Ask: 2)));

            outcomes.OfType<AssignOutcome.Assigned>().ShouldHaveSingleItem();
            outcomes.OfType<AssignOutcome.SlotBusy>().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task a_job_submitted_twice_at_once_under_one_key_is_there_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var job = Some.Job(Some.Tasks(5)) with { By = Some.ArtistWith($"key {round}"), Fingerprint = "f" };
            var again = job with { Id = JobId.Create(Some.Moment) };

            var written = await Task.WhenAll(First.Jobs.CreateAsync(job), Second.Jobs.CreateAsync(again));

            var applied = written.OfType<Written<JobRow>.Applied>().ShouldHaveSingleItem();
            written.OfType<Written<JobRow>.Repeated>().ShouldHaveSingleItem().Row.Id.ShouldBe(applied.Row.Id);
        }

        (await First.Jobs.ListAsync(100, after: null, manager: null)).Count.ShouldBe(20);
    }

    [Fact]
    public async Task a_transition_that_can_not_be_stored_fails_alone()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(40)));
        await using var source = PostgresStores.Source(_connection);
        await using var committer = new Committer(new PostgresBatches(source, TimeProvider.System));

        var writes = Enumerable.Range(1, 40)
            .Select(number => committer.CommitAsync(new Says(job.Task((uint)number), number == 20 ? "a\0b" : "fine"), CancellationToken.None))
            .ToList();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        writes.Select((write, index) => (write.IsFaulted, Number: index + 1)).Where(write => write.IsFaulted).ShouldHaveSingleItem().Number.ShouldBe(20);
        writes[19].Exception.ShouldNotBeNull().InnerException.ShouldBeOfType<PostgresException>();
        (await First.Tasks.ListAsync(job, 50, after: 0)).Count(row => row.Task.Activity == "fine").ShouldBe(39);
    }

    [Fact]
    public async Task a_write_that_is_still_under_way_is_not_passed_by_a_reader()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        var cursor = (await First.Jobs.TableAsync(job)).ShouldNotBeNull().Cursor;
        await using var slow = new NpgsqlConnection(_connection);
        await slow.OpenAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await using var write = new NpgsqlCommand("UPDATE tasks SET version = version + 1, change = pg_current_xact_id()::text::bigint WHERE job = $1 AND number = 1", slow);
        write.Parameters.Add(new NpgsqlParameter { Value = job.Value });
        await write.ExecuteNonQueryAsync();

        await RunAsync(Second, job.Task(2));
        var before = (await First.Jobs.ChangesAsync(job, cursor)).ShouldNotBeNull();
        await transaction.CommitAsync();
        var after = (await First.Jobs.ChangesAsync(job, before.Cursor)).ShouldNotBeNull();

        before.Tasks.ShouldHaveSingleItem().Number.ShouldBe(2u);
        after.Tasks.Select(task => task.Number).ShouldContain(1u);
        (await First.Jobs.ChangesAsync(job, after.Cursor)).ShouldNotBeNull().Tasks.ShouldBeEmpty();
    }

    [Fact]
    public async Task sessions_that_the_database_ends_are_made_anew()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(3)));
        await RunAsync(First, job.Task(1));

        await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        (await Eventually.SeeAsync("a task", FindAsync, task => task is not null)).ShouldNotBeNull().Id.ShouldBe(job.Task(2));
        await RunAsync(First, job.Task(3));

        async Task<StoredTask?> FindAsync()
        {
            try
            {
                return await First.Tasks.FindAsync(job.Task(2));
            }
            catch (StoreUnavailableException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task a_commit_whose_session_ends_under_way_is_never_taken_for_a_refusal()
    {
        var task = (await StoredAsync(Some.Job())).Task(1);
        await ExecuteAsync(
            """
            CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON attempts DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION end_session();
            """);

        await Should.ThrowAsync<OutcomeUnknownException>(() =>
            First.Tasks.AssignAsync(new NewAttempt(task, 0, 1, Some.Worker(), Slot: 0, Life: 1, Ask: 1)));

        await ExecuteAsync("DROP TRIGGER at_commit ON attempts; DROP FUNCTION end_session()");
        (await First.Tasks.FindAsync(task)).ShouldNotBeNull().Status.ShouldBe(RenderTaskStatus.Queued);
        await RunAsync(First, task);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<JobId> StoredAsync(NewJob job) => (await First.Jobs.CreateAsync(job)).ShouldBeOfType<Written<JobRow>.Applied>().Row.Id;

    private static async Task RunAsync(PostgresStores store, TaskId task)
    {
        (await store.Tasks.AssignAsync(new NewAttempt(task, 0, 1, Some.Worker(), Slot: 0, Life: 1, Ask: 1))).ShouldBeOfType<AssignOutcome.Assigned>();
        var end = new AttemptEnd(task, 1, new TaskEvent.Completed(), Activity: null, Reason: null);
        (await store.Tasks.EndAsync(end)).ShouldBeOfType<Written<StoredTask>.Applied>();
    }

    /// <summary>A transition that nobody has looked through before it was queued.</summary>
    private sealed class Says(TaskId id, string activity) : Transition<StoredTask>
    {
        public override RowKeys Keys => new(id.Job, id);

        public override bool BearsItsMark(Rows rows) => false;

        protected override StoredTask Judge(Rows rows)
        {
            var task = rows.Task(id).ShouldNotBeNull();
            return rows.Move(task, task with { Activity = activity });
        }
    }
}
