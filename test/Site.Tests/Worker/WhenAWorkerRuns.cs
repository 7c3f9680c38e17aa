using Flamenco.Worker.Configuration;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class WhenAWorkerRuns : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task it_registers_with_the_join_secret_signs_on_and_takes_the_status()
    {
        await using var manager = await FakeManager.StartAsync();
        await using var worker = await TestWorker.StartAsync(manager, Data);

        (await worker.Run.SignedOn).ShouldBe("test");

        manager.Told.Take(3).ShouldBe([$"register Bearer {FakeManager.JoinSecret}", "sign-on", "state-changed awake"]);
        File.GetUnixFileMode(Path.Combine(Data, "credentials.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task it_does_not_register_again_and_its_asks_rise_over_a_restart()
    {
        await using var manager = await FakeManager.StartAsync();
        await using (await TestWorker.StartAsync(manager, Data))
            await manager.ToldAsync("ask");
        await using (await TestWorker.StartAsync(manager, Data))
            await manager.ToldAsync(told => told.StartsWith("ask", StringComparison.Ordinal) && manager.Asks.Count > 1, "second life");

        manager.Told.Count(told => told.StartsWith("register", StringComparison.Ordinal)).ShouldBe(1);
        manager.Asks[1].Life.ShouldBe(manager.Asks[0].Life + 1);
        manager.Asks[1].Ask.ShouldBeGreaterThan(manager.Asks[0].Ask);
        manager.Asks[1].Closed.Single().Ask.ShouldBe(manager.Asks[1].Ask - 1);
    }

    [Fact]
    public async Task it_registers_anew_when_its_credentials_are_refused()
    {
        await using var manager = await FakeManager.StartAsync();
        await using (await TestWorker.StartAsync(manager, Data))
            await manager.ToldAsync("ask");
        var refusals = 1;
        manager.Fault = path => path == "POST sign-on" && Interlocked.Decrement(ref refusals) >= 0 ? 401 : null;
        await using (var worker = await TestWorker.StartAsync(manager, Data))
            await worker.Run.SignedOn;

        manager.Told.Count(told => told.StartsWith("register", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task it_keeps_trying_until_the_manager_is_there()
    {
        await using var manager = await FakeManager.StartAsync();
        var refusals = 3;
        manager.Fault = _ => Interlocked.Decrement(ref refusals) >= 0 ? 503 : null;
        await using var worker = await TestWorker.StartAsync(manager, Data);

        (await worker.Run.SignedOn.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe("test");
    }

    [Fact]
    public async Task a_second_one_on_the_same_data_folder_is_refused()
    {
        await using var manager = await FakeManager.StartAsync();
        await using var worker = await TestWorker.StartAsync(manager, Data);
        using var second = TestWorker.Build(manager.Url, Data).Host;

        (await Should.ThrowAsync<StartRefusedException>(() => second.StartAsync())).Message.ShouldContain("another Worker runs on the data folder");
    }

    [Fact]
    public async Task it_tells_the_log_before_the_status_and_all_steps()
    {
        await using var manager = await FakeManager.StartAsync();
        await using var worker = await TestWorker.StartAsync(manager, Data);

        var task = manager.Assign(Commands.Echo("hello"), Commands.Echo("again"));
        var completed = await manager.ToldAsync($"update {task.Uuid} completed");

        completed.ShouldContain("steps=2");
        manager.LogOf(task).ShouldBe("echo: \"hello\"\necho: \"again\"\n");
        var told = manager.Told.ToList();
        told.FindIndex(line => line.StartsWith("log", StringComparison.Ordinal)).ShouldBeLessThan(told.IndexOf(completed));
        told.FindIndex(line => line.Contains(" active ", StringComparison.Ordinal)).ShouldBeLessThan(told.IndexOf(completed));
    }

    [Fact]
    public async Task it_asks_again_only_when_the_result_is_acknowledged()
    {
        await using var manager = await FakeManager.StartAsync();
        var refusals = 5;
        manager.Fault = path => path.StartsWith("POST task/", StringComparison.Ordinal) && Interlocked.Decrement(ref refusals) >= 0 ? 503 : null;
        await using var worker = await TestWorker.StartAsync(manager, Data);

        var task = manager.Assign(Commands.Echo("hello"));
        await manager.ToldAsync(told => told.StartsWith("ask", StringComparison.Ordinal) && manager.Asks.Count == 2, "second ask");

        manager.Told.ToList().FindIndex(told => told.Contains("completed", StringComparison.Ordinal))
            .ShouldBeLessThan(manager.Told.ToList().FindLastIndex(told => told.StartsWith("ask", StringComparison.Ordinal)));
        manager.Asks[1].Attempts.ShouldBeEmpty();
    }

    [Fact]
    public async Task it_delivers_everything_in_order_after_the_network_was_away()
    {
        await using var manager = await FakeManager.StartAsync();
        var refusals = 12;
        manager.Fault = path => path.Contains("task/", StringComparison.Ordinal) && Interlocked.Decrement(ref refusals) is >= 0 and var left ? (left % 2) * 503 : null;
        await using var worker = await TestWorker.StartAsync(manager, Data, "--set", "TaskLog:ChunkBytes=20");

        var task = manager.Assign([.. Enumerable.Range(1, 20).Select(i => Commands.Echo($"line {i}"))]);
        await manager.ToldAsync($"update {task.Uuid} completed");

        manager.LogOf(task).ShouldBe(string.Concat(Enumerable.Range(1, 20).Select(i => $"echo: \"line {i}\"\n")));
        var updates = manager.Told.Where(told => told.StartsWith("update", StringComparison.Ordinal)).ToList();
        updates[0].ShouldContain(" active ");
        updates[^1].ShouldContain(" completed steps=20");
    }

    [Fact]
    public async Task an_answer_that_gets_lost_does_not_double_the_log()
    {
        await using var manager = await FakeManager.StartAsync();
        var lost = 3;
        manager.LoseAnswer = _ => Interlocked.Decrement(ref lost) >= 0;
        await using var worker = await TestWorker.StartAsync(manager, Data, "--set", "TaskLog:ChunkBytes=20");

        var task = manager.Assign([.. Enumerable.Range(1, 10).Select(i => Commands.Echo($"line {i}"))]);
        await manager.ToldAsync($"update {task.Uuid} completed");

        manager.LogOf(task).ShouldBe(string.Concat(Enumerable.Range(1, 10).Select(i => $"echo: \"line {i}\"\n")));
    }

    [Fact]
    public async Task it_ends_its_task_hands_over_the_log_and_signs_off_when_stopped()
    {
        await using var manager = await FakeManager.StartAsync();
        await using var worker = await TestWorker.StartAsync(manager, Data, Commands.ShellAllowed);
        var marker = _folder.File("pid");
        var task = manager.Assign(Commands.Shell($"sleep 300 & echo $! > {marker}; echo started; wait"));
        await manager.ToldAsync($"log {task.Uuid}");

        await worker.Host.StopAsync();

        Processes.IsAlive(int.Parse(await File.ReadAllTextAsync(marker))).ShouldBeFalse();
        manager.LogOf(task).ShouldEndWith("-- stopped before its end\n");
        manager.Told.ShouldNotContain(told => told.StartsWith($"update {task.Uuid} failed", StringComparison.Ordinal));
        manager.Told[^1].ShouldBe("sign-off");
        Directory.GetDirectories(Path.Combine(Data, "tmp")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_409_to_an_update_kills_the_process_and_the_next_task_is_asked_for()
    {
        await using var manager = await FakeManager.StartAsync();
        manager.Fault = path => path.StartsWith("POST task/", StringComparison.Ordinal) ? 409 : null;
        manager.FaultType = "urn:flamenco:stale-attempt";
        await using var worker = await TestWorker.StartAsync(manager, Data, Commands.ShellAllowed);

        manager.Assign(Commands.Shell("sleep 300"));
        await manager.ToldAsync(told => told.StartsWith("ask", StringComparison.Ordinal) && manager.Asks.Count == 2, "second ask");

        manager.Asks[1].Attempts.ShouldBeEmpty();
        Processes.WithEnvironment($"FLAMENCO_WORKER={await File.ReadAllTextAsync(Path.Combine(Data, "folder-id"))}").ShouldBeEmpty();
    }

    [Fact]
    public async Task it_stops_what_a_sign_of_life_is_told_to_stop_and_takes_the_status_asked_for()
    {
        await using var manager = await FakeManager.StartAsync();
        manager.Alive = alive => new() { StatusRequested = "asleep" };
        await using var worker = await TestWorker.StartAsync(manager, Data, [.. Commands.ShellAllowed, "--set", "Link:AliveSeconds=1"]);

        manager.Assign(Commands.Shell("sleep 300"));
        await manager.ToldAsync("state-changed asleep");

        Processes.WithEnvironment($"FLAMENCO_WORKER={await File.ReadAllTextAsync(Path.Combine(Data, "folder-id"))}").ShouldBeEmpty();
    }

    [Fact]
    public async Task it_wakes_up_when_told_and_ends_when_told()
    {
        await using var manager = await FakeManager.StartAsync();
        manager.StatusAtSignOn = "asleep";
        await using var worker = await TestWorker.StartAsync(manager, Data, "--set", "Link:AsleepPollSeconds=0.1", "--restart-exit-code", "47");
        await manager.ToldAsync("state-changed asleep");
        manager.StatusRequested = "awake";
        await manager.ToldAsync("state-changed awake");
        manager.StatusRequested = "restart";
        await manager.ToldAsync("sign-off");

        worker.Run.ExitCode.ShouldBe(47);
    }

    [Fact]
    public async Task it_knows_an_unknown_command_as_a_failure_that_says_so()
    {
        await using var manager = await FakeManager.StartAsync();
        await using var worker = await TestWorker.StartAsync(manager, Data);

        var task = manager.Assign(Commands.Of("make-coffee", "{}"));

        (await manager.ToldAsync($"update {task.Uuid} failed")).ShouldContain("does not know the command \"make-coffee\"");
    }

    [Fact]
    public async Task no_secret_and_no_terminal_sequence_gets_into_a_log()
    {
        await using var manager = await FakeManager.StartAsync();
        await using var worker = await TestWorker.StartAsync(manager, Data, Commands.ShellAllowed);

        var task = manager.Assign(Commands.Shell($"cat {Data}.join-secret; echo; printf '\\033[31mred\\033[0m\\007\\ttab\\n'; env"));
        await manager.ToldAsync($"update {task.Uuid} completed");

        var log = manager.LogOf(task);
        log.ShouldNotContain(FakeManager.JoinSecret);
        log.ShouldContain("***");
        log.ShouldContain("> red\ttab\n");
        log.ShouldContain("LANG=C.UTF-8");
        log.ShouldNotContain("FLAMENCO_WORKER_NAME");
        log.ShouldContain($"FLAMENCO_ATTEMPT={task.Uuid}.1");
    }

    [Fact]
    public void wrong_settings_are_named_with_value_and_bound()
    {
        var message = Should.Throw<StartRefusedException>(() => TestWorker.Build("ftp://x", Data, "--set", "Link:WaitSeconds=99")).Message;

        message.ShouldContain("Link:WaitSeconds is 99; it must be 0 to 60");
        message.ShouldContain("Worker:Manager is \"ftp://x\"");
    }

    [Theory]
    [InlineData("http://manager.studio.example:8080")]
    [InlineData("http://192.0.2.7:8080/join/SECRET/")]
    public void a_manager_on_another_machine_without_tls_is_refused_unless_told(string manager)
    {
        new WorkerOptions { Manager = manager }.Problems().ShouldHaveSingleItem().ShouldContain("--insecure-http");
        new WorkerOptions { Manager = manager, InsecureHttp = true }.Problems().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("https://manager.studio.example")]
    public void a_manager_on_this_machine_or_with_tls_is_fine(string manager) =>
        new WorkerOptions { Manager = manager }.Problems().ShouldBeEmpty();

    [Theory]
    [InlineData("--manager", "http://127.0.0.1:8080/join/SECRET/")]
    [InlineData("--set", "Worker:Manager=http://127.0.0.1:8080/join/SECRET/")]
    [InlineData("--set", "Worker:JoinSecret=SECRET")]
    public void a_secret_in_an_argument_is_refused(params string[] arguments) =>
        Should.Throw<StartRefusedException>(() => Flamenco.Worker.WorkerHost.Build(arguments)).Message.ShouldContain("FLAMENCO_JOIN_SECRET");

    [Fact]
    public void an_unknown_argument_is_refused() =>
        Should.Throw<StartRefusedException>(() => Flamenco.Worker.WorkerHost.Build(["--nonsense"])).Message.ShouldContain("--nonsense");

    [Fact]
    public async Task a_log_that_is_too_long_is_cut_visibly()
    {
        await using var manager = await FakeManager.StartAsync();
        await using var worker = await TestWorker.StartAsync(manager, Data, [.. Commands.ShellAllowed, "--set", "TaskLog:LimitBytes=10000"]);

        var task = manager.Assign(Commands.Shell("i=0; while [ $i -lt 2000 ]; do echo 0123456789; i=$((i+1)); done"));
        await manager.ToldAsync($"update {task.Uuid} completed");

        manager.LogOf(task).ShouldEndWith("-- log cut here: it is longer than 10000 bytes, the most that this Worker keeps of one task --\n");
        manager.LogOf(task).Length.ShouldBeLessThan(10_200);
    }
}
