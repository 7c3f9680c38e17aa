using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Faults;
using Flamenco.Faults.Sights;
using Flamenco.Storage;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

[Collection(PostgresCluster.Name)]
public sealed class WhenACommitsAnswerIsLost : IAsyncLifetime
{
    private PostgresOverALink? _postgres;

    private PostgresOverALink Postgres => _postgres.ShouldNotBeNull();

    private ITaskStore Tasks => Postgres.Store.Tasks;

    private FaultyLink Link => Postgres.Link;

    public static TheoryData<string> Endings() => ["completed", "failed", "expired"];

    public async Task InitializeAsync() => _postgres = await PostgresOverALink.OpenAsync();

    public async Task DisposeAsync() => await Postgres.DisposeAsync();

    [Fact]
    public Task an_assignment_that_was_made_is_heard_of() => Postgres.Network.TellAsync(async () =>
    {
        var task = (await Postgres.StoredAsync(Some.Job())).Task(1);
        var worker = Some.Worker();
        Link.When(PostgresSights.Committed, new Fault.Reset());

        var outcome = await Tasks.AssignAsync(PostgresOverALink.Ask(task, worker));

        outcome.ShouldBeOfType<AssignOutcome.Assigned>().Row.Task.Attempt.ShouldBe(1);
        (await Postgres.Direct.Tasks.AttemptsAsync(task)).ShouldHaveSingleItem().Worker.ShouldBe(worker);
        (await Postgres.CountsAsync(task.Job)).ShouldBe(new TaskCounts(Active: 1));
        await Link.HappensAsync(What.Seen);
    });

    [Fact]
    public Task an_assignment_that_was_made_is_not_unavailable_only_because_its_commands_can_not_be_read() => Postgres.Network.TellAsync(async () =>
    {
        var ask = PostgresOverALink.Ask((await Postgres.StoredAsync(Some.Job())).Task(1), Some.Worker());
        Link.When(PostgresOverALink.ReadCommands, new Fault.Reset());

        await Should.ThrowAsync<OutcomeUnknownException>(() => Tasks.AssignAsync(ask));

        (await Tasks.AssignAsync(ask)).ShouldBeOfType<AssignOutcome.Again>().Row.Task.Attempt.ShouldBe(1);
    });

    [Theory]
    [MemberData(nameof(Endings))]
    public Task an_end_that_was_stored_is_heard_of(string ending) => Postgres.Network.TellAsync(async () =>
    {
        var task = await Postgres.RunningAsync();
        Link.When(PostgresSights.Committed, new Fault.Reset());

        var written = await Tasks.EndAsync(PostgresOverALink.End(task, Event(ending)));

        var row = written.ShouldBeOfType<Written<StoredTask>.Applied>().Row;
        (await Postgres.TaskAsync(task)).Version.ShouldBe(row.Version);
        (await Postgres.TaskAsync(task)).Status.ShouldBe(row.Status);
        (await Postgres.Direct.Tasks.AttemptsAsync(task)).ShouldHaveSingleItem().Outcome.ShouldNotBe(AttemptOutcome.Open);
        (await Postgres.CountsAsync(task.Job))[row.Status].ShouldBe(1);
    });

    [Fact]
    public Task a_hold_that_went_is_heard_of() => Postgres.Network.TellAsync(async () =>
    {
        var task = await Postgres.RunningAsync();
        await Postgres.Direct.Jobs.CommandAsync(task.Job, JobCommand.Cancel, Some.Artist);
        (await Postgres.TaskAsync(task)).Held.ShouldBe(1);
        Link.When(PostgresSights.Committed, new Fault.Reset());

        var written = await Tasks.ConfirmDeadAsync(task, attempt: 1);

        written.ShouldBeOfType<Written<StoredTask>.Applied>();
        (await Postgres.TaskAsync(task)).Held.ShouldBeNull();
    });

    [Fact]
    public Task a_command_of_a_person_is_found_by_its_own_operation() => Postgres.Network.TellAsync(async () =>
    {
        var job = await Postgres.StoredAsync(Some.Job(Some.Tasks(2)));
        Link.When(PostgresSights.Committed, new Fault.Reset());

        var commanded = await Postgres.Store.Jobs.CommandAsync(job, JobCommand.Cancel, Some.Artist);

        commanded.ShouldBeOfType<Commanded.Applied>().Job.Status.ShouldBe(JobStatus.CancelRequested);
        (await Postgres.Direct.Jobs.OperationsAsync(job)).Count(line => line.What == "cancel-requested").ShouldBe(1);
    });

    [Fact]
    public Task a_submission_whose_first_chunk_is_unknown_can_be_made_again_under_its_key() => Postgres.Network.TellAsync(async () =>
    {
        var job = Some.Job(Some.Tasks(3)) with { By = Some.ArtistWith("key"), Fingerprint = "f" };
        Link.When(PostgresSights.Committed, new Fault.Reset());

        await Should.ThrowAsync<OutcomeUnknownException>(() => Postgres.Store.Jobs.CreateAsync(job));
        var again = await Eventually.SeeAsync("an answer", () => AnswerAsync(job with { Id = JobId.Create(Some.Moment) }), answer => answer is not null);

        again.ShouldBeOfType<Written<JobRow>.Applied>();
        (await Postgres.Direct.Jobs.ListAsync(10, after: null, manager: null)).ShouldHaveSingleItem().Id.ShouldNotBe(job.Id);
    });

    [Theory]
    [MemberData(nameof(Endings))]
    public Task an_end_whose_commit_never_arrived_is_unknown_and_not_stored(string ending) => Postgres.Network.TellAsync(async () =>
    {
        var task = await Postgres.RunningAsync();
        var before = await Postgres.TaskAsync(task);
        Link.When(PostgresSights.Commit, new Fault.Reset());

        await Should.ThrowAsync<OutcomeUnknownException>(() => Tasks.EndAsync(PostgresOverALink.End(task, Event(ending))));

        (await Postgres.TaskAsync(task)).Version.ShouldBe(before.Version);
        (await Postgres.Direct.Tasks.AttemptsAsync(task)).ShouldHaveSingleItem().Outcome.ShouldBe(AttemptOutcome.Open);
        (await Postgres.CountsAsync(task.Job)).ShouldBe(new TaskCounts(Active: 1));
        (await Tasks.EndAsync(PostgresOverALink.End(task, Event(ending)))).ShouldBeOfType<Written<StoredTask>.Applied>();
    });

    [Fact]
    public Task an_assignment_whose_commit_never_arrived_is_unknown_and_its_ask_can_be_repeated() => Postgres.Network.TellAsync(async () =>
    {
        var task = (await Postgres.StoredAsync(Some.Job())).Task(1);
        var ask = PostgresOverALink.Ask(task, Some.Worker());
        Link.When(PostgresSights.Commit, new Fault.Cut());

        await Should.ThrowAsync<OutcomeUnknownException>(() => Tasks.AssignAsync(ask));

        (await Postgres.Direct.Tasks.AttemptsAsync(task)).ShouldBeEmpty();
        (await Tasks.AssignAsync(ask)).ShouldBeOfType<AssignOutcome.Assigned>().Row.Task.Attempt.ShouldBe(1);
    });

    [Fact]
    public Task a_transition_cut_off_before_its_commit_was_sent_was_not_made() => Postgres.Network.TellAsync(async () =>
    {
        var task = await Postgres.RunningAsync();
        Link.When(PostgresSights.Begin, new Fault.Reset());

        await Should.ThrowAsync<StoreUnavailableException>(() => Tasks.EndAsync(PostgresOverALink.End(task, new TaskEvent.Completed())));

        (await Postgres.TaskAsync(task)).Status.ShouldBe(RenderTaskStatus.Active);
        (await Tasks.EndAsync(PostgresOverALink.End(task, new TaskEvent.Completed()))).ShouldBeOfType<Written<StoredTask>.Applied>();
    });

    [Fact]
    public Task a_commit_still_under_way_is_waited_for() => Postgres.Network.TellAsync(async () =>
    {
        var task = await Postgres.RunningAsync();
        Link.When(PostgresSights.Commit, new Fault.Hold(Direction.ToServer));

        var ending = Tasks.EndAsync(PostgresOverALink.End(task, new TaskEvent.Completed()));
        var held = await Link.HappensAsync(What.Held);
        Link.Apply(new Fault.Reset(Peer.Client), held.Connection);
        await Eventually.SeeAsync(
            "somebody who waits for the rows", () => Postgres.NumberAsync("SELECT COUNT(*) FROM pg_locks WHERE NOT granted"), waiting => waiting > 0);
        ending.IsCompleted.ShouldBeFalse();
        Link.Apply(new Fault.Pass(), held.Connection);

        (await Eventually.HappensAsync("the end", ending)).ShouldBeOfType<Written<StoredTask>.Applied>().Row.Status.ShouldBe(RenderTaskStatus.Completed);
        (await Postgres.CountsAsync(task.Job)).ShouldBe(new TaskCounts(Completed: 1));
    });

    [Fact]
    public Task all_that_was_committed_together_is_heard_of_although_every_connection_was_cut() => Postgres.Network.TellAsync(async () =>
    {
        var job = await Postgres.StoredAsync(Some.Job(Some.Tasks(40)));
        await Task.WhenAll(Enumerable.Range(1, 16).Select(number => Tasks.FindAsync(job.Task((uint)number))));
        Link.When(PostgresSights.Committed, new Fault.Hold(Direction.ToClient));

        var assigning = Enumerable.Range(1, 40).Select(number => Tasks.AssignAsync(PostgresOverALink.Ask(job.Task((uint)number), Some.Worker()))).ToList();
        await Link.HappensAsync(What.Held);
        Link.Apply(new Fault.Reset());
        var outcomes = await Eventually.HappensAsync("the answers", Task.WhenAll(assigning));

        outcomes.ShouldAllBe(outcome => outcome is AssignOutcome.Assigned);
        (await Postgres.CountsAsync(job)).ShouldBe(new TaskCounts(Active: 40));
    });

    private async Task<Written<JobRow>?> AnswerAsync(NewJob job)
    {
        try
        {
            return await Postgres.Store.Jobs.CreateAsync(job);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private static TaskEvent Event(string ending) => ending switch
    {
        "completed" => new TaskEvent.Completed(),
        "failed" => new TaskEvent.FailedWith(new FailureVerdict.SoftFailed("failed by 1 of 3 Workers", BlocklistWorker: false)),
        _ => new TaskEvent.Expired(),
    };
}
