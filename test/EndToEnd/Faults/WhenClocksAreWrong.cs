using System.Net.Http.Headers;
using Flamenco.Contracts.Server;
using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.Faults;

/// <summary>Debian's <c>faketime</c> sets the clocks of Server, Manager and Worker wrong by an hour, at first and again while they work.</summary>
public sealed class WhenClocksAreWrong : IAsyncLifetime
{
    private const string Right = "+0";
    private const string Fast = "+3600";
    private const string Slow = "-3600";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly List<RunningProgram> _roles = [];

    [Fact]
    public async Task by_an_hour_nothing_is_assigned_again_and_nobody_is_lost()
    {
        var (silo, address) = await StartAsync("Silo", Right, "READY server=", "--data", _folder["server"], "--urls", "http://127.0.0.1:0");
        var (_, manager) = await StartAsync(
            "ManagerGateway", Slow, "READY manager=", "--data", _folder["manager"], "--urls", "http://127.0.0.1:0", "--server", address,
            "--manager-key-file", Path.Combine(_folder["server"], "manager-key"));
        await StartAsync(
            "Worker", Fast, "READY worker=", "--data", _folder["worker"], "--manager", manager, "--name", "render-01",
            "--join-secret-file", Path.Combine(_folder["server"], "join-secret"));
        string[] farm = ["--server", address, "--manager", manager, "--token-file", Path.Combine(_folder["server"], "owner-token")];
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(farm[^1])).Trim());
        var server = new ServerApi(http);
        (await FlamencoProgram.RunAsync(
            ["submit", "--type", "echo-sleep-test", "--set", "message=hi", "--set", $"sleep_duration_seconds={LeaseForm.Chosen.SleepSeconds}", "--set", "sleep_repeats=3", .. farm]))
            .ShouldEndWith(0);
        var job = (await server.JobsAsync()).Jobs.Single().Id;
        await server.UntilAsync(job, "sleeps", now => now.Count("active") == 1 && now.Count("completed") == 1);

        await SetAsync("Silo", Fast);
        await SetAsync("ManagerGateway", Fast);
        await SetAsync("Worker", Slow);
        await server.UntilAsync(job, "has slept twice", now => now.Count("completed") == 3);
        await SetAsync("Silo", Slow);

        (await server.EndedAsync(job)).Status.ShouldBe("completed", silo.Said());
        foreach (var task in (await server.TasksAsync(job)).Tasks)
            (await server.TaskAsync(task.Id)).Attempts.ShouldNotBeNull().Select(attempt => attempt.Outcome).ShouldBe(["completed"]);
        (await server.WorkersAsync()).Workers.ShouldHaveSingleItem().Status.ShouldBe("awake");
        silo.Errors.Text.ShouldNotContain("is lost:");
        (await FlamencoProgram.RunAsync(["doctor", .. farm[..2], .. farm[^2..]])).ShouldEndWith(0);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var role in Enumerable.Reverse(_roles))
            await role.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Starts a role by a clock of its own; gives what stands in its line.</summary>
    private async Task<(RunningProgram Role, string Said)> StartAsync(string project, string clock, string ready, params string[] arguments)
    {
        await SetAsync(project, clock);
        var environment = LeaseForm.Chosen.Environment.ToDictionary(variable => variable.Name, variable => variable.Value);
        environment["FLAMENCO_ALLOW_ROOT"] = "1";
        environment["LD_PRELOAD"] = Library();
        environment["FAKETIME_TIMESTAMP_FILE"] = ClockOf(project);
        environment["FAKETIME_CACHE_DURATION"] = "1";
        environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        var role = RunningProgram.Start(Path.Combine(Checkout.OutputOf(project), $"Flamenco.{project}"), arguments, environment);
        _roles.Add(role);
        var line = await role.Output.FirstAsync(line => line.StartsWith(ready, StringComparison.Ordinal)).WaitAsync(Patience);
        return (role, line.ShouldNotBeNull(role.Said())[ready.Length..]);
    }

    /// <summary>As a whole, so that nobody reads half of it.</summary>
    private async Task SetAsync(string project, string clock)
    {
        await File.WriteAllTextAsync(ClockOf(project) + ".new", clock);
        File.Move(ClockOf(project) + ".new", ClockOf(project), overwrite: true);
    }

    private string ClockOf(string project) => _folder[$"{project}.clock"];

    private static string Library() => Directory.GetDirectories("/usr/lib")
        .Select(folder => Path.Combine(folder, "faketime", "libfaketime.so.1"))
        .FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("Debian's package faketime is missing: apt-get install faketime");
}
