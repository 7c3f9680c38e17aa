using Flamenco.Contracts.Site;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

/// <summary>What a Worker keeps, for how long, and what it does with it then.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class WhenTheManagerIsAway : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task the_next_life_delivers_first_what_the_last_one_could_not()
    {
        await using var manager = await FakeManager.StartAsync();
        manager.Fault = AfterTheStart();
        AssignedTask task;
        await using (await TestWorker.StartAsync(manager, Data, Quick))
        {
            task = manager.Assign(Commands.Echo("hello"));
            await manager.ToldAsync($"refused task/{task.Uuid}/log");
        }

        manager.Fault = _ => null;
        await using var second = await TestWorker.StartAsync(manager, Data, Quick);
        await manager.ToldAsync($"update {task.Uuid} completed");
        await manager.ToldAsync(told => told.StartsWith("ask", StringComparison.Ordinal) && manager.Asks.Count == 2, "second ask");

        manager.LogOf(task).ShouldBe("echo: \"hello\"\n");
        manager.Told.Count(told => told.StartsWith($"update {task.Uuid} completed", StringComparison.Ordinal)).ShouldBe(1);
        manager.Told.ToList().FindIndex(told => told.StartsWith($"update {task.Uuid} completed", StringComparison.Ordinal))
            .ShouldBeLessThan(manager.Told.ToList().FindLastIndex(told => told.StartsWith("ask", StringComparison.Ordinal)));
        manager.Asks[1].Attempts.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_worker_with_an_undelivered_result_does_not_sign_off()
    {
        await using var manager = await FakeManager.StartAsync();
        manager.Fault = AfterTheStart();
        await using (await TestWorker.StartAsync(manager, Data, Quick))
        {
            var task = manager.Assign(Commands.Echo("hello"));
            await manager.ToldAsync($"refused task/{task.Uuid}/log");
        }

        manager.Told.ShouldNotContain("sign-off");
    }

    [Fact]
    public async Task what_waits_stays_in_the_list_of_the_next_life_until_its_verdict()
    {
        await using var manager = await FakeManager.StartAsync();
        manager.Fault = AfterTheStart();
        AssignedTask task;
        await using (await TestWorker.StartAsync(manager, Data, Quick))
        {
            task = manager.Assign(Commands.Echo("hello"));
            await manager.ToldAsync($"refused task/{task.Uuid}/log");
        }

        var listed = new TaskCompletionSource<WorkerAlive>(TaskCreationOptions.RunContinuationsAsynchronously);
        manager.Alive = alive =>
        {
            listed.TrySetResult(alive);
            return new();
        };
        await using var second = await TestWorker.StartAsync(manager, Data, [.. Quick, "--set", "Link:AliveSeconds=1"]);
        var list = await listed.Task.WaitAsync(TimeSpan.FromSeconds(30));

        list.Life.ShouldBe(2);
        list.Attempts.ShouldHaveSingleItem().Task.ShouldBe(task.Uuid);
        manager.Asks.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(503, null)]
    [InlineData(408, null)]
    [InlineData(429, "urn:flamenco:too-many")]
    [InlineData(404, null)]
    [InlineData(409, null)]
    [InlineData(0, null)]
    public async Task a_result_stays_until_the_manager_says_something_about_it(int status, string? type)
    {
        await using var manager = await FakeManager.StartAsync();
        var refusals = 3;
        manager.FaultType = type;
        manager.Fault = path => path.StartsWith("POST task/", StringComparison.Ordinal) && Interlocked.Decrement(ref refusals) >= 0 ? status : null;
        await using var worker = await TestWorker.StartAsync(manager, Data, Quick);

        var task = manager.Assign(Commands.Echo("hello"));

        await manager.ToldAsync($"update {task.Uuid} completed");
    }

    [Theory]
    [InlineData(404, "urn:flamenco:no-such-task")]
    [InlineData(409, "urn:flamenco:stale-attempt")]
    [InlineData(410, "urn:flamenco:job-deleted")]
    public async Task a_result_is_given_up_when_the_manager_says_that_it_is_not_ours(int status, string type)
    {
        await using var manager = await FakeManager.StartAsync();
        manager.FaultType = type;
        manager.Fault = path => path.StartsWith("POST task/", StringComparison.Ordinal) ? status : null;
        await using var worker = await TestWorker.StartAsync(manager, Data, Quick);

        manager.Assign(Commands.Echo("hello"));

        await manager.ToldAsync(told => told.StartsWith("ask", StringComparison.Ordinal) && manager.Asks.Count == 2, "second ask");
        manager.Asks[1].Attempts.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_result_outlives_credentials_that_are_not_accepted_any_more()
    {
        await using var manager = await FakeManager.StartAsync();
        var refusals = 1;
        manager.Fault = path => path.StartsWith("POST task/", StringComparison.Ordinal) && Interlocked.Decrement(ref refusals) >= 0 ? 401 : null;
        await using var worker = await TestWorker.StartAsync(manager, Data, Commands.ShellAllowed);

        manager.Assign(Commands.Shell("sleep 300"));
        var next = manager.Assign(Commands.Echo("next"));

        await manager.ToldAsync($"update {next.Uuid} completed");
    }

    [Fact]
    public async Task more_log_than_there_is_room_for_is_dropped_and_the_log_says_so()
    {
        await using var manager = await FakeManager.StartAsync();
        var away = true;
        manager.Fault = path => IsOfATask(path) && Volatile.Read(ref away) ? 503 : null;
        var done = _folder.File("done");
        await using var worker = await TestWorker.StartAsync(manager, Data, [.. Commands.ShellAllowed, "--set", "Outbox:LimitBytes=10000"]);

        var task = manager.Assign(Commands.Shell($"i=0; while [ $i -lt 2000 ]; do echo 0123456789; i=$((i+1)); done; touch {done}; while [ -e {done} ]; do sleep 0.05; done"));
        await Files.AppearAsync(done);
        Volatile.Write(ref away, false);
        await manager.ToldAsync($"log {task.Uuid}");
        File.Delete(done);
        await manager.ToldAsync($"update {task.Uuid} completed");

        manager.LogOf(task).Length.ShouldBeLessThan(11_000);
        manager.LogOf(task).ShouldContain("bytes of this log are missing here: 10000 bytes waited already");
    }

    [Fact]
    public async Task it_takes_no_task_while_its_disk_has_too_little_room()
    {
        await using var manager = await FakeManager.StartAsync();
        await using var worker = await TestWorker.StartAsync(
            manager, Data, "--set", "Outbox:FreeSpaceFloorBytes=1000000000000", "--set", "Link:AliveSeconds=1");

        await manager.ToldAsync("alive");

        manager.Asks.ShouldBeEmpty();
    }

    [Fact]
    public async Task it_takes_no_task_while_its_outbox_is_damaged()
    {
        await using var manager = await FakeManager.StartAsync();
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "outbox.db"), new string('x', 5_000));
        await using var worker = await TestWorker.StartAsync(manager, Data, "--set", "Link:AliveSeconds=1");

        await manager.ToldAsync("alive");

        manager.Asks.ShouldBeEmpty();
    }

    private static string[] Quick => ["--set", "Link:SignOffSeconds=0.2", "--set", "Link:AliveSeconds=1"];

    /// <summary>Whatever is told about a task after it has started is refused.</summary>
    private static Func<string, int?> AfterTheStart()
    {
        var isStarted = 0;
        return path => IsOfATask(path) && Interlocked.Exchange(ref isStarted, 1) == 1 ? 503 : null;
    }

    private static bool IsOfATask(string path) => path.Contains(" task/", StringComparison.Ordinal);
}
