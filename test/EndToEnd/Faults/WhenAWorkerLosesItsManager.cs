using System.Diagnostics;
using System.Globalization;
using Flamenco.Contracts.Server;
using Flamenco.EndToEnd.Harness;
using Flamenco.Faults;
using Xunit.Abstractions;

namespace Flamenco.EndToEnd.Faults;

/// <summary>
/// A Worker renders while its Manager is killed, the link to it is cut, or it is killed itself. <c>LINK_CUT_SECONDS</c> makes the cut
/// longer.
/// </summary>
public sealed class WhenAWorkerLosesItsManager : IClassFixture<RolesUnderTest>, IAsyncLifetime
{
    private const int ShortCutSeconds = 3;
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Dead = TimeSpan.FromSeconds(5);

    private readonly RolesUnderTest _farm;
    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new();
    private readonly FaultyNetwork _network = new(Random.Shared.Next());
    private readonly PatientBlender _blender;
    private readonly FaultyLink _link;
    private readonly WorkerUnderTest _worker;
    private readonly string _name = $"test-{Guid.NewGuid():N}"[..12];

    public WhenAWorkerLosesItsManager(RolesUnderTest farm, ITestOutputHelper output)
    {
        (_farm, _output) = (farm, output);
        _blender = new PatientBlender(_folder["blender"]);
        _link = _network.Link("Worker to Manager", farm.ManagerEndPoint);
        _worker = new WorkerUnderTest(farm, _blender, _name, _folder["worker"], _link.Address);
    }

    public Task InitializeAsync() => _worker.StartAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _network.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task a_killed_manager_costs_no_render_no_registration_and_ten_seconds_at_most()
    {
        await TellAsync(async () =>
        {
            var (job, task) = await RenderAsync();

            await _farm.KillManagerAsync();
            _blender.Finish();
            await _worker.HasResultAsync();
            await _farm.StartManagerAsync();
            var up = Stopwatch.StartNew();
            (await _farm.Server.EndedAsync(job)).Status.ShouldBe("completed");
            var (next, _) = await SubmitAsync("next");
            await _farm.Server.UntilAsync(next, "is begun", now => now.Status is not "queued");

            up.Elapsed.ShouldBeLessThan(Back, "the Worker is back");
            _output.WriteLine($"back after {up.Elapsed.TotalSeconds:F1} s");
            (await OutcomesAsync(task)).ShouldBe(["completed"], "nothing is assigned again");
            (await LogAsync(task)).ShouldSatisfyAllConditions(PatientBlender.ShouldBeWhole);
            _worker.Registrations.ShouldBe(1);
            (await _farm.Server.EndedAsync(next)).Status.ShouldBe("completed");
        });
    }

    [Fact]
    public async Task a_cut_link_costs_no_line_and_no_result()
    {
        var seconds = Number("LINK_CUT_SECONDS", ShortCutSeconds);
        await TellAsync(async () =>
        {
            var (job, task) = await RenderAsync();

            _link.Apply(new Fault.Blackhole());
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            _link.Heal();
            _blender.Finish();
            (await _farm.Server.EndedAsync(job)).Status.ShouldBe("completed");

            // Whoever is silent for longer than its lease may have lost its attempt; then another one was completed, and this one is dead.
            var outcomes = await OutcomesAsync(task);
            _output.WriteLine($"cut for {seconds} s: {string.Join(", ", outcomes)}");
            outcomes.Count(outcome => outcome == "completed").ShouldBe(1);
            if (seconds <= ShortCutSeconds)
                outcomes.ShouldBe(["completed"], "nothing is assigned again");
            (await LogAsync(task)).ShouldSatisfyAllConditions(PatientBlender.ShouldBeWhole);
            _worker.Registrations.ShouldBe(1);
        });
    }

    [Fact]
    public async Task a_worker_killed_with_a_full_outbox_delivers_all_of_it_once_in_its_next_life()
    {
        await TellAsync(async () =>
        {
            var (job, task) = await RenderAsync();

            _link.Apply(new Fault.Blackhole());
            _blender.Finish();
            await _worker.HasResultAsync();
            await _worker.Program.KillAsync();
            _link.Heal();
            await _worker.StartAsync();
            (await _farm.Server.EndedAsync(job)).Status.ShouldBe("completed");

            (await OutcomesAsync(task)).ShouldBe(["completed"], "what was finished is not done again");
            (await LogAsync(task)).ShouldSatisfyAllConditions(PatientBlender.ShouldBeWhole);
            _worker.Registrations.ShouldBe(1);
        });
    }

    [Fact]
    public async Task a_worker_killed_while_it_renders_tells_how_far_it_came_and_leaves_no_process()
    {
        await TellAsync(async () =>
        {
            var (job, task) = await RenderAsync();

            await _worker.Program.KillAsync();
            _blender.Children().ShouldNotBeEmpty("the kill takes the Worker only");
            await _worker.StartAsync();
            await _blender.StartedAsync(task, attempt: 2);
            _blender.Finish();
            (await _farm.Server.EndedAsync(job)).Status.ShouldBe("completed");

            (await OutcomesAsync(task)).ShouldBe(["expired", "completed"]);
            (await LogAsync(task)).ShouldSatisfyAllConditions(PatientBlender.ShouldBeWhole);
            (await LogAsync(task, attempt: 1)).ShouldEndWith("-- this Worker ended here without warning --\n");
            _blender.Children().ShouldBeEmpty();
        });
    }

    [Fact]
    public async Task what_was_taken_away_during_a_cut_is_dead_within_five_seconds_and_then_done_anew()
    {
        await TellAsync(async () =>
        {
            var (job, task) = await RenderAsync();

            _link.Apply(new Fault.Blackhole());
            await _farm.Server.OperateAsync(task, TaskOperation.Requeue, $"{Guid.NewGuid()}");
            _blender.Children().ShouldNotBeEmpty();
            _link.Heal();
            await _worker.Program.Errors.FirstAsync(IsVerdict).WaitAsync(TimeSpan.FromMinutes(1));
            var known = Stopwatch.StartNew();
            await _blender.StartedAsync(task, attempt: 2);

            var ofTheSecond = _blender.Children().Count;
            known.Elapsed.ShouldBeLessThan(Dead, "the first attempt's processes are dead, which its Worker's list has confirmed, and the second one runs");
            _output.WriteLine($"dead and begun anew after {known.Elapsed.TotalSeconds:F1} s, {ofTheSecond} processes run");
            _blender.Finish();
            (await _farm.Server.EndedAsync(job)).Status.ShouldBe("completed");
            (await OutcomesAsync(task)).ShouldBe(["revoked", "completed"]);
            _blender.Children().ShouldBeEmpty();
        });
    }

    private static bool IsVerdict(string line) =>
        line.Contains("is not ours any more", StringComparison.Ordinal) || line.Contains("to stop; status requested", StringComparison.Ordinal);

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Submits a job and waits until its only task runs.</summary>
    private async Task<(Guid Job, Guid Task)> RenderAsync()
    {
        var (job, task) = await SubmitAsync("shot");
        await _blender.StartedAsync(task, attempt: 1);
        return (job, task);
    }

    private async Task<(Guid Job, Guid Task)> SubmitAsync(string name)
    {
        var job = await _farm.Server.SubmitAsync(_blender.Job(name), $"{Guid.NewGuid()}");
        return (job.Id, (await _farm.Server.TasksAsync(job.Id)).Tasks.Single().Id);
    }

    private async Task<List<string>> OutcomesAsync(Guid task) =>
        [.. (await _farm.Server.TaskAsync(task)).Attempts.ShouldNotBeNull().Select(attempt => attempt.Outcome)];

    private Task<string> LogAsync(Guid task, int? attempt = null) => _farm.LogAsync(task, attempt);

    /// <summary>Runs the test; afterwards the farm is whole. If it fails, everything is told that may say why.</summary>
    private async Task TellAsync(Func<Task> test)
    {
        await _network.TellAsync(async () =>
        {
            try
            {
                await test();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{e.Message}\n{_worker.Program.Said()}", e);
            }
        });
        await _farm.ShouldBeHealthyAsync();
    }
}
