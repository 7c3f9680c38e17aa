using Flamenco.ManagerGateway.Waiting;
using Flamenco.Site.Tests.Gateway.Harness;
using Microsoft.Extensions.Time.Testing;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.Waiting;

public class WhenTheServerHintsAtWork
{
    private readonly WaitingWorkers _workers = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task as_many_workers_wake_as_there_are_tasks_those_first_that_wait_longest()
    {
        var (first, second, third) = (Waiting("blender"), Waiting("blender"), Waiting("blender"));

        _workers.Wake(Tasks(blender: 2));

        await Task.WhenAll(first, second).InTime();
        third.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task workers_that_can_not_run_such_tasks_sleep_on()
    {
        var (unable, able) = (Waiting("ffmpeg"), Waiting("blender", "ffmpeg"));

        _workers.Wake(Tasks(blender: 5));

        await able.InTime();
        unable.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task work_for_a_tag_wakes_only_workers_with_it()
    {
        var (without, with) = (Waiting("blender"), WaitingWith("gpu", "blender"));

        _workers.Wake(Tasks(blender: 5), tag: "gpu");

        await with.InTime();
        without.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task work_for_everybody_wakes_workers_with_a_tag_too()
    {
        var waiting = WaitingWith("gpu", "blender");

        _workers.Wake(Tasks(blender: 1));

        await waiting.InTime();
    }

    [Fact]
    public void a_type_that_nobody_can_run_wakes_nobody()
    {
        var waiting = Waiting("blender");

        _workers.Wake(new Dictionary<string, int> { ["quantum"] = 9 });

        waiting.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task a_worker_that_can_run_two_types_is_woken_for_one_of_them()
    {
        var (first, second) = (Waiting("blender", "ffmpeg"), Waiting("blender", "ffmpeg"));

        _workers.Wake(Tasks(blender: 1, ffmpeg: 1));

        await Task.WhenAll(first, second).InTime();
    }

    [Fact]
    public async Task a_second_hint_is_for_the_next_worker()
    {
        var (first, second) = (Waiting("blender"), Waiting("blender"));

        _workers.Wake(Tasks(blender: 1));
        _workers.Wake(Tasks(blender: 1));

        await Task.WhenAll(first, second).InTime();
    }

    [Fact]
    public async Task one_that_comes_between_asking_and_waiting_is_not_missed()
    {
        using var waiter = _workers.Enter();

        _workers.Wake(Tasks(blender: 1));
        waiter.Can(["blender"], []);

        await waiter.WaitAsync(TimeSpan.FromSeconds(25), _time, CancellationToken.None).InTime();
    }

    [Fact]
    public async Task one_that_a_worker_got_before_it_could_say_what_it_can_goes_to_another()
    {
        using var unable = _workers.Enter();
        var able = Waiting("blender");

        _workers.Wake(Tasks(blender: 1));
        unable.Can(["ffmpeg"], []);

        await able.InTime();
        unable.WaitAsync(TimeSpan.FromSeconds(25), _time, CancellationToken.None).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task one_for_a_worker_that_meanwhile_got_a_task_goes_to_another()
    {
        var served = _workers.Enter();
        served.Can(["blender"], []);
        var other = Waiting("blender");

        _workers.Wake(Tasks(blender: 1));
        served.Dispose();

        await other.InTime();
    }

    [Fact]
    public async Task workers_that_have_left_are_not_counted()
    {
        var gone = _workers.Enter();
        gone.Can(["blender"], []);
        gone.Dispose();
        var waiting = Waiting("blender");

        _workers.Wake(Tasks(blender: 1));

        await waiting.InTime();
    }

    [Fact]
    public async Task a_worker_that_nobody_hints_to_waits_no_longer_than_its_patience()
    {
        var waiting = Waiting("blender");

        _time.Advance(TimeSpan.FromSeconds(24));
        waiting.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        await waiting.InTime();
    }

    [Fact]
    public async Task a_worker_that_is_gone_stops_waiting()
    {
        using var gone = new CancellationTokenSource();
        var waiting = _workers.Enter().WaitAsync(TimeSpan.FromSeconds(25), _time, gone.Token);

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting.InTime());
    }

    private static Dictionary<string, int> Tasks(int blender = 0, int ffmpeg = 0) => new() { ["blender"] = blender, ["ffmpeg"] = ffmpeg };

    /// <summary>One more Worker that has asked for nothing and waits now.</summary>
    private Task Waiting(params string[] taskTypes) => Waiting(taskTypes, tags: []);

    private Task WaitingWith(string tag, params string[] taskTypes) => Waiting(taskTypes, [tag]);

    private Task Waiting(string[] taskTypes, string[] tags)
    {
        var waiter = _workers.Enter();
        waiter.Can(taskTypes, tags);
        return waiter.WaitAsync(TimeSpan.FromSeconds(25), _time, CancellationToken.None);
    }
}
