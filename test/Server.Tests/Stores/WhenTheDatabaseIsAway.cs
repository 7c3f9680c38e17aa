using Flamenco.Domain.Tasks;
using Flamenco.Faults;
using Flamenco.Faults.Sights;
using Flamenco.Storage;
using Flamenco.Storage.Committing;

namespace Flamenco.Server.Tests.Stores;

[Collection(PostgresCluster.Name)]
public sealed class WhenTheDatabaseIsAway
{
    private const int Connections = 16;
    private const int Tasks = 60;

    /// <summary>The least that there is, so that the test need not wait for what a farm waits for.</summary>
    private const string Hasty = "Timeout=1;Command Timeout=1";

    public static TheoryData<PostgresCluster.Ending> Endings() => [.. Enum.GetValues<PostgresCluster.Ending>()];

    [Fact]
    public async Task nobody_waits_for_ever_for_one_that_says_nothing_any_more()
    {
        await using var postgres = await PostgresOverALink.OpenAsync(options: Hasty);
        await postgres.Network.TellAsync(async () =>
        {
            var task = await postgres.RunningAsync();
            postgres.Link.Apply(new Fault.Blackhole());

            var reading = postgres.Store.Tasks.FindAsync(task);
            var ending = postgres.Store.Tasks.EndAsync(PostgresOverALink.End(task, new TaskEvent.Completed()));
            var submitting = postgres.Store.Jobs.CreateAsync(Some.Job());

            await Should.ThrowAsync<StoreUnavailableException>(() => Eventually.HappensAsync("the reading", reading));
            await Should.ThrowAsync<StoreUnavailableException>(() => Eventually.HappensAsync("the end", ending));
            await Should.ThrowAsync<StoreUnavailableException>(() => Eventually.HappensAsync("the submission", submitting));
            postgres.Link.Heal();
            await HealsAsync(postgres);
        });
    }

    [Fact]
    public async Task nobody_waits_for_ever_for_one_that_was_to_commit_and_says_nothing_any_more()
    {
        await using var postgres = await PostgresOverALink.OpenAsync(options: Hasty);
        await postgres.Network.TellAsync(async () =>
        {
            var task = await postgres.RunningAsync();
            postgres.Link.When(PostgresSights.Commit, new Fault.Blackhole());

            var ending = postgres.Store.Tasks.EndAsync(PostgresOverALink.End(task, new TaskEvent.Completed()));

            await Should.ThrowAsync<OutcomeUnknownException>(() => Eventually.HappensAsync("the end", ending));
            postgres.Link.Heal();
            await HealsAsync(postgres);
        });
    }

    [Fact]
    public async Task the_pool_heals_when_all_links_were_reset()
    {
        await using var postgres = await PostgresOverALink.OpenAsync();
        await postgres.Network.TellAsync(async () =>
        {
            await ReadAsync(postgres);

            postgres.Link.Apply(new Fault.Reset());

            await HealsAsync(postgres);
        });
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task what_was_heard_around_a_restart_is_true_and_the_pool_heals(PostgresCluster.Ending ending)
    {
        await using var postgres = await PostgresOverALink.OpenAsync();
        await postgres.Network.TellAsync(async () =>
        {
            var job = await postgres.StoredAsync(Some.Job(Some.Tasks(Tasks)));
            var tasks = Enumerable.Range(1, Tasks).Select(number => job.Task((uint)number)).ToList();
            var callers = new RacingCallers(postgres.Store.Tasks);
            await ReadAsync(postgres);

            var racing = Task.WhenAll(tasks.Select(callers.RunAsync));
            await Eventually.HappensAsync("the first answer", callers.UnderWay);
            await PostgresCluster.Running.RestartAsync(ending);
            await Eventually.HappensAsync("all answers", racing);
            await HealsAsync(postgres);

            foreach (var task in tasks)
                await callers.CheckAsync(postgres.Direct.Tasks, task);
            (await postgres.CountsAsync(job)).Total.ShouldBe(Tasks);
        });
    }

    /// <summary>Uses as many connections as a pool has, all at once.</summary>
    private static Task ReadAsync(PostgresOverALink postgres) =>
        Task.WhenAll(Enumerable.Range(0, 4 * Connections).Select(_ => postgres.Store.Jobs.UnfinishedAsync()));

    /// <summary>Every connection serves again, for reading and for writing, on both sides of the link.</summary>
    private static async Task HealsAsync(PostgresOverALink postgres)
    {
        await Eventually.SeeAsync("a pool that has healed", ServesAsync, serves => serves);
        (await ServesAsync()).ShouldBeTrue("once healed it stays so");

        async Task<bool> ServesAsync()
        {
            try
            {
                await ReadAsync(postgres);
                await postgres.Direct.Jobs.UnfinishedAsync();
                await postgres.Store.Jobs.CreateAsync(Some.Job());
                var task = await postgres.RunningAsync();
                return await postgres.Store.Tasks.EndAsync(PostgresOverALink.End(task, new TaskEvent.Completed())) is Written<Storage.Tasks.StoredTask>.Applied;
            }
            catch (Exception away) when (away is StoreUnavailableException or OutcomeUnknownException)
            {
                return false;
            }
        }
    }
}
