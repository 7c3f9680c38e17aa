using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Access;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Site.Tests.Gateway.Harness;
using Flamenco.Storage.CleanUp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.CleanUp;

[Collection(WithAServer.Name)]
public sealed class WhenAJobOfTheSiteWasDeleted(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    private Flamenco3Worker _worker = null!;
    private Guid _job;
    private Guid _task;

    public async Task InitializeAsync()
    {
        _job = await site.SubmitAsync();
        _worker = await Flamenco3Worker.AwakeAsync(site);
        _task = await _worker.TakeAsync();
        (await _worker.LogAsync(_task, attempt: 1, offset: 0, "frame 1\n")).Status.ShouldBe(204);
    }

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task its_logs_are_removed_at_once()
    {
        using var log = site.Server.Logs.Listen(LogLevel.Information);

        await DeleteAsync();

        await log.UntilAsync(Removed);
        LogsOfJob.ShouldBeEmpty();
        await ConfirmedAsync();
    }

    [Fact]
    public async Task they_are_removed_at_the_start_of_a_manager_that_was_away()
    {
        await site.StopAsync();
        await DeleteAsync();
        LogsOfJob.ShouldNotBeEmpty();
        using var log = site.Server.Logs.Listen(LogLevel.Information);

        await site.GoOnAsync();

        await log.UntilAsync(Removed);
        LogsOfJob.ShouldBeEmpty();
        await ConfirmedAsync();
    }

    [Fact]
    public async Task what_a_worker_still_delivers_is_answered_410_and_brings_nothing_back()
    {
        using var log = site.Server.Logs.Listen(LogLevel.Information);
        await DeleteAsync();
        await log.UntilAsync(Removed);

        await ShouldBeGoneAsync();
    }

    [Fact]
    public async Task that_is_so_for_a_manager_that_has_just_started_too()
    {
        using var log = site.Server.Logs.Listen(LogLevel.Information);
        await DeleteAsync();
        await log.UntilAsync(Removed);
        await site.StopAsync();
        await site.GoOnAsync();
        _worker = new Flamenco3Worker(site.Client(site.Url, _worker.Credentials), _worker.Id.Value, Flamenco3Worker.Secret);

        await ShouldBeGoneAsync();
    }

    [Fact]
    public async Task an_order_that_can_not_be_carried_out_stays()
    {
        var folder = Path.Combine(site.LogFolder, $"job-{_job.ToString()[..4]}", _job.ToString());
        var elsewhere = folder + "-elsewhere";
        Directory.Move(folder, elsewhere);
        Directory.CreateSymbolicLink(folder, elsewhere);
        using var log = site.Server.Logs.Listen(LogLevel.Information);

        await DeleteAsync();

        await log.UntilAsync($"The logs of the deleted job {_job} can not be removed now");
        (await OrdersAsync()).ShouldContain(JobId.From(_job)!.Value);
        Directory.EnumerateFiles(elsewhere).ShouldNotBeEmpty();
        Directory.Delete(folder);
        Directory.Delete(elsewhere, recursive: true);
    }

    private string Removed => $"The logs of the deleted job {_job} are removed";

    private IEnumerable<string> LogsOfJob => Directory.Exists(site.LogFolder)
        ? Directory.EnumerateFileSystemEntries(site.LogFolder, "*", SearchOption.AllDirectories).Where(path => path.Contains(_job.ToString(), StringComparison.Ordinal))
        : [];

    private async Task DeleteAsync()
    {
        var result = await site.Server.Services.GetRequiredService<IGrainFactory>().Job(JobId.From(_job)!.Value).CommandAsync(
            new CommandJob { Command = JobCommand.Delete, Reason = "", Actor = new Actor("ops", "operator", "") });
        result.Verdict.ShouldBe(CommandVerdict.Accepted);
    }

    private async Task ShouldBeGoneAsync()
    {
        var late = await _worker.LogAsync(_task, attempt: 1, offset: 8, "frame 2\n");
        late.Status.ShouldBe(410);
        late.Body.GetProperty("type").GetString().ShouldBe("urn:flamenco:job-deleted");

        // Without a number, as Flamenco 3 sends it.
        (await _worker.UpdateAsync(_task, """{ "activity": "x", "log": "late" }""")).Status.ShouldBe(410);
        (await _worker.UpdateAsync(_task, """{ "taskStatus": "completed", "attempt": 1 }""")).Status.ShouldBe(410);
        (await _worker.MayIRunAsync(_task)).Body.GetProperty("mayKeepRunning").GetBoolean().ShouldBeFalse();
        LogsOfJob.ShouldBeEmpty();
    }

    /// <summary>The order is off the list, a moment after the logs are off the disk.</summary>
    private async Task ConfirmedAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Most);
        while ((await OrdersAsync()).Contains(JobId.From(_job)!.Value))
            limit.Token.ThrowIfCancellationRequested();
    }

    private Task<IReadOnlyList<JobId>> OrdersAsync() =>
        site.Server.Services.GetRequiredService<ICleanUpStore>().OutstandingAsync(site.Id, limit: 1_000);
}
