using Flamenco.Worker.Agent;
using Flamenco.Worker.Configuration;
using Microsoft.Extensions.Time.Testing;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

public class WhenAWorkerPauses
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task it_comes_back_not_before_the_manager_wants_it()
    {
        var pause = Backoff().PauseAsync(CancellationToken.None, TimeSpan.FromSeconds(10));

        _time.Advance(TimeSpan.FromSeconds(9.9));
        pause.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(2.2));

        await pause;
    }

    [Fact]
    public async Task nobody_can_send_it_away_for_hours()
    {
        var pause = Backoff().PauseAsync(CancellationToken.None, TimeSpan.FromHours(5));

        _time.Advance(TimeSpan.FromSeconds(80));

        await pause;
    }

    private Backoff Backoff() => new(new LinkOptions(), _time, new Random(1));
}
