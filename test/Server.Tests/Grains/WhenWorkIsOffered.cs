using System.Threading.Channels;
using Flamenco.Domain.Jobs;
using Flamenco.Grains.Interfaces.Managers;

namespace Flamenco.Server.Tests.Grains;

[Collection(OnTheFarm.Name)]
public class WhenWorkIsOffered(TestFarm farm)
{
    [Fact]
    public async Task a_subscribed_gateway_hears_of_a_submitted_job()
    {
        var site = await farm.SiteAsync();
        var gateway = await ListeningAsync(site);

        await site.SubmitAsync(site.Echo(sleeps: 5));

        (await gateway.HearsAsync("work of the new job")).ShouldBe(new Dictionary<string, int> { ["misc"] = 1 });
    }

    [Fact]
    public async Task it_hears_of_dependents_as_soon_as_they_may_run()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync(site.Echo(sleeps: 5));
        var task = await worker.GetTaskAsync();
        var gateway = await ListeningAsync(site);

        await worker.EndAsync(task, "completed");

        (await gateway.HearsAsync("the five dependents")).ShouldBe(new Dictionary<string, int> { ["misc"] = 5 });
    }

    [Fact]
    public async Task a_paused_job_offers_nothing_until_it_is_resumed()
    {
        var site = await farm.SiteAsync();
        var gateway = await ListeningAsync(site);
        var job = await site.SubmitAsync(site.Echo() with { Paused = true });
        (await site.Manager.GetAsync()).ShouldNotBeNull().OpenJobs.ShouldBe(0);

        await site.CommandAsync(job, JobCommand.Resume);

        (await gateway.HearsAsync("work of the resumed job")).ShouldBe(new Dictionary<string, int> { ["misc"] = 1 });
    }

    [Fact]
    public async Task what_a_worker_lost_is_offered_again()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync();
        await worker.GetTaskAsync();
        await Eventually.SeeAsync("no offer while the task runs", async () => (await site.Manager.GetAsync())!.OpenJobs, jobs => jobs == 0);
        var gateway = await ListeningAsync(site);

        await worker.Grain.SignOffAsync();

        (await gateway.HearsAsync("the task that was put back")).ShouldBe(new Dictionary<string, int> { ["misc"] = 1 });
    }

    private static async Task<ListeningGateway> ListeningAsync(TestSite site)
    {
        var gateway = new ListeningGateway();
        gateway.Reference = site.Grains.CreateObjectReference<IWorkHints>(gateway);
        await site.Manager.SubscribeAsync(gateway.Reference);
        return gateway;
    }

    private sealed class ListeningGateway : IWorkHints
    {
        private readonly Channel<IReadOnlyDictionary<string, int>> _heard = Channel.CreateUnbounded<IReadOnlyDictionary<string, int>>();

        /// <summary>Kept, because Orleans only holds the observer weakly.</summary>
        public IWorkHints? Reference { get; set; }

        public Task CleanUpAsync() => Task.CompletedTask;

        public Task MoreWorkAsync(IReadOnlyDictionary<string, int> tasks, string? tag) => _heard.Writer.WriteAsync(tasks).AsTask();

        public Task<IReadOnlyDictionary<string, int>> HearsAsync(string what) =>
            Eventually.HappensAsync(what, _heard.Reader.ReadAsync().AsTask());
    }
}
