using Flamenco.Domain.Jobs;
using Flamenco.Domain.Workers;
using Flamenco.Storage;
using Flamenco.Storage.Inspection;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenAFarmIsInspected<TStore> : InspectionTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task an_empty_one_is_well()
    {
        var report = await InspectedAsync();

        report.Broken.ShouldBeEmpty();
        report.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task one_in_which_everything_has_happened_is_well()
    {
        await JobInTheMiddleAsync();
        await JobWithEveryCommandAsync();
        await DeletedJobAsync();

        var report = await InspectedAsync();

        report.Broken.ShouldBeEmpty();
        report.Notes.ShouldBeEmpty();
        Looked(report, Invariant.Counters).ShouldBe(2);
        Looked(report, Invariant.OneOpenAttempt).ShouldBe(8);
        Looked(report, Invariant.AttemptNumbers).ShouldBe(5 + 6);
        Looked(report, Invariant.Leases).ShouldBe(1);
        Looked(report, Invariant.Holds).ShouldBe(1);
    }

    [Fact]
    public async Task a_job_of_many_stretches_between_others_is_seen_as_a_whole()
    {
        await StoredAsync(Some.Job(Some.Tasks(2)));
        Store.Time.Advance(TimeSpan.FromSeconds(1));
        await StoredAsync(Some.Job(Some.Tasks(20_500)));
        for (var more = 0; more < 3; more++)
            await StoredAsync(Some.Job(Some.Tasks(9_000)));

        var report = await InspectedAsync();

        report.Broken.ShouldBeEmpty();
        Looked(report, Invariant.Completions).ShouldBe(2 + 20_500 + (3 * 9_000));
    }

    [Fact]
    public async Task a_sweep_and_a_delete_on_their_way_are_in_the_works()
    {
        var swept = await StoredAsync(Some.Job(Some.Tasks(3)));
        var deleted = await StoredAsync(Some.Job(Some.Tasks(3)));
        (await Jobs.CommandAsync(swept.Id, JobCommand.Cancel, Some.Artist)).ShouldBeOfType<Commanded.Applied>();
        (await Jobs.CommandAsync(deleted.Id, JobCommand.Delete, Some.Artist)).ShouldBeOfType<Commanded.Applied>();

        var report = await InspectedAsync();

        report.Broken.ShouldBeEmpty();
        report.Notes.Select(note => note.Found).ShouldBe(
        [
            "in the works: the job is being deleted: 3 tasks are left",
            "in the works: the job is cancel-requested, and that is carried to its tasks: 0 of 3",
        ]);
    }

    [Fact]
    public async Task what_nobody_works_on_any_more_is_broken_in_a_live_farm_only()
    {
        var swept = await StoredAsync(Some.Job(Some.Tasks(3)));
        await Jobs.CommandAsync(swept.Id, JobCommand.Cancel, Some.Artist);
        Store.Time.Advance(TimeSpan.FromMinutes(11));

        (await InspectedAsync()).Broken.ShouldHaveSingleItem().Invariant.ShouldBe(Invariant.Statuses);
        (await InspectedAsync(FarmState.Stopped)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_site_has_a_lease_from_the_registration_of_its_first_worker_on()
    {
        var job = await StoredAsync(Some.Job());
        await AssignedAsync(job.Id.Task(1), await WorkerAsync("new"));

        (await InspectedAsync()).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_attempt_of_somebody_unknown_is_found()
    {
        var (job, unknown) = (await StoredAsync(Some.Job()), Some.Worker());
        await AssignedAsync(job.Id.Task(1), unknown);

        var broken = (await InspectedAsync()).Broken.ShouldHaveSingleItem();

        (broken.Invariant, broken.About).ShouldBe((Invariant.Leases, Subject.Worker(unknown.Value)));
    }

    [Fact]
    public async Task logs_of_a_site_are_compared_with_the_jobs()
    {
        var (known, deleted, never) = (await JobInTheMiddleAsync(), await DeletedJobAsync(), JobIdOfNobody());

        var report = await Store.Inspection.InspectAsync(new InspectionRequest(FarmState.Stopped, [known.Value, deleted.Value, never]));

        report.Broken.ShouldHaveSingleItem().About.ShouldBe(Subject.Job(never));
        report.Notes.ShouldHaveSingleItem().About.ShouldBe(Subject.Job(deleted.Value));
    }

    [Fact]
    public async Task it_is_seen_as_of_one_moment_while_it_works()
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(40)))).Id;
        var worker = await WorkerAsync("busy");
        var work = WorkAsync();

        var reports = new List<InspectionReport>();
        while (!work.IsCompleted || reports.Count == 0)
            reports.Add(await InspectedAsync());

        await work;
        reports.SelectMany(report => report.Broken).ShouldBeEmpty();

        async Task WorkAsync()
        {
            for (var number = 1u; number <= 40; number++)
            {
                await Workers.StatusAsync(worker, WorkerStatus.Awake, requested: null);
                await AssignedAsync(job.Task(number), worker);
                await CompleteAsync(job.Task(number), 1);
            }
        }
    }

    private static Guid JobIdOfNobody() => Domain.Identity.JobId.Create(Some.Moment).Value;

    private static long Looked(InspectionReport report, Invariant invariant) => report.Checks.Single(check => check.Invariant == invariant).Looked;
}
