using Flamenco.Domain.Identity;
using Flamenco.Domain.Variables;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.ManagerGateway;
using Flamenco.ManagerGateway.Sightings;
using Flamenco.ManagerGateway.Waiting;
using Flamenco.Site.Tests.Gateway.Harness;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.Waiting;

public class WhenAWorkerIsWillingToWait
{
    private readonly FakeManagerGrain _server = new();
    private readonly WaitingWorkers _waiting = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);

    [Fact]
    public async Task it_is_answered_at_once_where_it_offers_no_time()
    {
        var result = await AskAsync(seconds: 0).InTime();

        result.Verdict.ShouldBe(AskVerdict.Nothing);
        _server.Asks.ShouldBe(1);
    }

    [Fact]
    public async Task it_is_answered_at_once_where_the_server_has_something_to_say()
    {
        _server.Answers(FakeManagerGrain.NotAwake);

        var result = await AskAsync(seconds: 60).InTime();

        result.Verdict.ShouldBe(AskVerdict.NotAwake);
    }

    [Fact]
    public async Task a_hint_lets_it_ask_again()
    {
        _server.Answers(FakeManagerGrain.Nothing, FakeManagerGrain.NotAwake);
        var ask = AskAsync(seconds: 60);

        _waiting.Wake(OneTask);

        (await ask.InTime()).ShouldBe(FakeManagerGrain.NotAwake);
    }

    [Fact]
    public async Task a_hint_that_comes_while_it_asks_lets_it_ask_again()
    {
        _server.Answers(FakeManagerGrain.Nothing, FakeManagerGrain.NotAwake);
        _server.Meanwhile = asks => _waiting.Wake(asks == 1 ? OneTask : NoTask);

        var result = await AskAsync(seconds: 60).InTime();

        result.ShouldBe(FakeManagerGrain.NotAwake);
    }

    [Fact]
    public async Task it_asks_again_by_itself_after_20_to_30_seconds_because_hints_may_be_lost()
    {
        var ask = AskAsync(seconds: 60);
        await _server.AskedAsync().InTime();

        _time.Advance(TimeSpan.FromSeconds(19.9));
        _server.Asks.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(10.1));

        await _server.AskedAsync().InTime();
        ask.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task it_hears_of_nothing_when_its_time_is_over()
    {
        var ask = AskAsync(seconds: 10);

        _time.Advance(TimeSpan.FromSeconds(9));
        ask.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        (await ask.InTime()).Verdict.ShouldBe(AskVerdict.Nothing);
    }

    [Fact]
    public async Task it_hears_of_nothing_when_the_manager_stops()
    {
        var ask = AskAsync(seconds: 60);

        _lifetime.StopApplication();

        (await ask.InTime()).Verdict.ShouldBe(AskVerdict.Nothing);
    }

    [Fact]
    public async Task a_hint_is_left_to_others_once_it_has_its_answer()
    {
        await AskAsync(seconds: 0).InTime();
        var other = AskAsync(seconds: 60);
        _server.Answers(FakeManagerGrain.NotAwake);

        _waiting.Wake(OneTask);

        (await other.InTime()).ShouldBe(FakeManagerGrain.NotAwake);
    }

    private static Dictionary<string, int> OneTask => new() { ["blender"] = 1 };

    private static Dictionary<string, int> NoTask => [];

    private Task<AskResult> AskAsync(int seconds)
    {
        var site = new ManagerGateway.Link.Site();
        site.Is(new ManagerId(Guid.NewGuid()));
        var settings = new SiteSettings("test", "/shared", SiteVariables.Default);
        var dispatch = new TaskDispatch(OneGrain.Factory(_server), site, settings, _waiting, new WorkerSightings(_time), _lifetime, _time);
        var ask = new AskTask { Worker = new WorkerId(Guid.NewGuid()), Slot = 0, Life = 1, Ask = 1, Attempts = [], Closed = [] };
        return dispatch.AskAsync(ask, TimeSpan.FromSeconds(seconds), CancellationToken.None);
    }
}
