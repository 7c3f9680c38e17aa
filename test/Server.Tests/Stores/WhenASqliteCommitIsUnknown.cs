using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Sqlite;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;
using Microsoft.Extensions.Time.Testing;

namespace Flamenco.Server.Tests.Stores;

/// <summary>SQLite itself always says what became of a commit, so the lost answer is put between it and the committer.</summary>
public sealed class WhenASqliteCommitIsUnknown : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteStore _store;
    private readonly LostAnswers _answers;
    private readonly Committer _committer;
    private readonly SqliteTaskStore _tasks;
    private readonly SqliteJobStore _jobs;
    private TaskId _task;

    public WhenASqliteCommitIsUnknown()
    {
        var time = new FakeTimeProvider(Some.Moment);
        _store = new SqliteStore(_folder.File("flamenco.db"));
        _answers = new LostAnswers(new SqliteBatches(_store, time));
        _committer = new Committer(_answers);
        _tasks = new SqliteTaskStore(_store, _committer);
        _jobs = new SqliteJobStore(_store, _committer, time);
    }

    public async Task InitializeAsync() =>
        _task = (await _jobs.CreateAsync(Some.Job())).ShouldBeOfType<Written<JobRow>.Applied>().Row.Id.Task(1);

    public async Task DisposeAsync()
    {
        await _committer.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task what_was_kept_is_found_by_its_own_mark()
    {
        _answers.Next = Lost.AfterTheCommit;
        (await _tasks.AssignAsync(Ask())).ShouldBeOfType<AssignOutcome.Assigned>();
        _answers.Next = Lost.AfterTheCommit;
        (await EndAsync()).ShouldBeOfType<Written<StoredTask>.Applied>();
        _answers.Next = Lost.AfterTheCommit;
        (await _jobs.CommandAsync(_task.Job, JobCommand.Cancel, Some.Artist)).ShouldBeOfType<Commanded.Applied>();

        (await _tasks.AttemptsAsync(_task)).ShouldHaveSingleItem().Outcome.ShouldBe(AttemptOutcome.Completed);
        (await _jobs.OperationsAsync(_task.Job)).Count(line => line.What == "cancel-requested").ShouldBe(1);
    }

    [Fact]
    public async Task what_was_not_kept_stays_unknown_and_can_be_repeated()
    {
        _answers.Next = Lost.BeforeTheCommit;
        await Should.ThrowAsync<OutcomeUnknownException>(() => _tasks.AssignAsync(Ask()));
        (await _tasks.AttemptsAsync(_task)).ShouldBeEmpty();
        (await _tasks.AssignAsync(Ask())).ShouldBeOfType<AssignOutcome.Assigned>();

        _answers.Next = Lost.BeforeTheCommit;
        await Should.ThrowAsync<OutcomeUnknownException>(EndAsync);
        (await _tasks.AttemptsAsync(_task)).ShouldHaveSingleItem().Outcome.ShouldBe(AttemptOutcome.Open);
        (await EndAsync()).ShouldBeOfType<Written<StoredTask>.Applied>();
    }

    private NewAttempt Ask() => new(_task, 0, 1, Worker, Slot: 0, Life: 1, Ask: 1);

    private WorkerId Worker { get; } = Some.Worker();

    private Task<Written<StoredTask>> EndAsync() =>
        _tasks.EndAsync(new AttemptEnd(_task, 1, new TaskEvent.Completed(), Activity: null, Reason: null));

    private enum Lost
    {
        Nothing = 0,
        BeforeTheCommit = 1,
        AfterTheCommit = 2,
    }

    private sealed class LostAnswers(IBatchDatabase inner) : IBatchDatabase
    {
        public Lost Next { get; set; }

        public async Task CommitAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation)
        {
            var lost = Next;
            Next = Lost.Nothing;
            if (lost is Lost.BeforeTheCommit)
                throw new OutcomeUnknownException("the answer was lost", inner: null);
            await inner.CommitAsync(batch, cancellation);
            if (lost is Lost.AfterTheCommit)
                throw new OutcomeUnknownException("the answer was lost", inner: null);
        }

        public Task<Rows> ReadBackAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation) => inner.ReadBackAsync(batch, cancellation);
    }
}
