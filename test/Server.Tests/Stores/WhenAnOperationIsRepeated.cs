using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;

namespace Flamenco.Server.Tests.Stores;

/// <summary>The same request of a person, once more under the same idempotency key.</summary>
public abstract class WhenAnOperationIsRepeated<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task a_command_is_carried_out_once_whatever_has_happened_since()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        await Jobs.CommandAsync(job.Id, JobCommand.Cancel, Some.ArtistWith("one"));
        await CarriedAsync(job.Id);
        await CommandedAsync(job.Id, JobCommand.RequeueAll);

        var again = await Jobs.CommandAsync(job.Id, JobCommand.Cancel, Some.ArtistWith("one"));

        again.ShouldBeOfType<Commanded.Repeated>();
        (await JobAsync(job.Id)).Counts.ShouldBe(new TaskCounts(Queued: 2));
    }

    [Fact]
    public async Task a_command_on_one_task_is_carried_out_once()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        await Tasks.CommandAsync(job.Id.Task(1), SingleTaskCommand.Cancel, Some.ArtistWith("one"));
        await Tasks.CommandAsync(job.Id.Task(1), SingleTaskCommand.Requeue, Some.ArtistWith("two"));

        var again = await Tasks.CommandAsync(job.Id.Task(1), SingleTaskCommand.Cancel, Some.ArtistWith("one"));

        again.ShouldBeOfType<Commanded.Repeated>().Task!.Status.ShouldBe(RenderTaskStatus.Queued);
    }

    [Fact]
    public async Task a_priority_is_given_once()
    {
        var job = await StoredAsync(Some.Job());
        await Jobs.PrioritizeAsync(job.Id, 70, Some.ArtistWith("one"));
        await Jobs.PrioritizeAsync(job.Id, 30, Some.ArtistWith("two"));

        var again = await Jobs.PrioritizeAsync(job.Id, 70, Some.ArtistWith("one"));

        again.ShouldBeOfType<Commanded.Repeated>();
        (await JobAsync(job.Id)).Priority.ShouldBe(30);
    }

    [Fact]
    public async Task a_deleted_job_is_deleted_still()
    {
        var job = await StoredAsync(Some.Job());
        await Jobs.CommandAsync(job.Id, JobCommand.Delete, Some.ArtistWith("one"));

        var withKey = await Jobs.CommandAsync(job.Id, JobCommand.Delete, Some.ArtistWith("one"));
        var without = await Jobs.CommandAsync(job.Id, JobCommand.Delete, Some.Artist);

        withKey.ShouldBeOfType<Commanded.Repeated>().Job.ShouldBeNull();
        without.ShouldBeOfType<Commanded.Missing>();
    }

    [Fact]
    public async Task another_request_under_the_same_key_is_refused()
    {
        var (job, other) = (await StoredAsync(Some.Job()), await StoredAsync(Some.Job()));
        await Jobs.CommandAsync(job.Id, JobCommand.Pause, Some.ArtistWith("one"));

        var otherCommand = await Jobs.CommandAsync(job.Id, JobCommand.Cancel, Some.ArtistWith("one"));
        var otherJob = await Jobs.CommandAsync(other.Id, JobCommand.Pause, Some.ArtistWith("one"));
        var somebodyElse = await Jobs.CommandAsync(other.Id, JobCommand.Pause, Some.ArtistWith("one") with { Who = "ben" });

        otherCommand.ShouldBeOfType<Commanded.KeyReused>();
        otherJob.ShouldBeOfType<Commanded.KeyReused>();
        somebodyElse.ShouldBeOfType<Commanded.Applied>();
    }

    [Fact]
    public async Task a_refused_one_keeps_no_key()
    {
        var job = await StoredAsync(Some.Job());
        await Jobs.CommandAsync(job.Id, JobCommand.Cancel, Some.Artist);
        (await Jobs.CommandAsync(job.Id, JobCommand.Pause, Some.ArtistWith("one"))).ShouldBeOfType<Commanded.Refused>();

        (await Jobs.CommandAsync(job.Id, JobCommand.Delete, Some.ArtistWith("one"))).ShouldBeOfType<Commanded.Applied>();
    }

    [Fact]
    public async Task twenty_at_once_have_one_effect()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));

        var commanded = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Jobs.CommandAsync(job.Id, JobCommand.Cancel, Some.ArtistWith("one"))));

        commanded.OfType<Commanded.Applied>().ShouldHaveSingleItem();
        commanded.OfType<Commanded.Repeated>().Count().ShouldBe(19);
        (await Jobs.OperationsAsync(job.Id)).Count(line => line.What == "cancel-requested").ShouldBe(1);
    }

    [Fact]
    public async Task a_priority_is_logged_with_what_it_was()
    {
        var job = await StoredAsync(Some.Job());

        var applied = await Jobs.PrioritizeAsync(job.Id, 70, Some.Artist);

        applied.ShouldBeOfType<Commanded.Applied>().Job.Generation.ShouldBe(job.Generation);
        var line = (await Jobs.OperationsAsync(job.Id))[^1];
        (line.Who, line.What, line.Detail).ShouldBe(("ada", "priority", "from 50 to 70"));
    }
}
