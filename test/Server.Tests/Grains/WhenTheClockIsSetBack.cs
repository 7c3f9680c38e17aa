using Flamenco.Silo;

namespace Flamenco.Server.Tests.Grains;

public class WhenTheClockIsSetBack
{
    private readonly JumpingClock _machine = new();
    private readonly ForwardClock _clock;

    public WhenTheClockIsSetBack() => _clock = new ForwardClock(_machine);

    [Fact]
    public void the_servers_stands_still_until_the_machines_has_caught_up()
    {
        var before = _clock.GetUtcNow();

        _machine.Now -= TimeSpan.FromHours(1);
        var set = _clock.GetUtcNow();
        _machine.Now += TimeSpan.FromMinutes(59);
        var later = _clock.GetUtcNow();
        _machine.Now += TimeSpan.FromMinutes(2);

        set.ShouldBe(before);
        later.ShouldBe(before);
        _clock.GetUtcNow().ShouldBe(before + TimeSpan.FromMinutes(1));
    }

    private sealed class JumpingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Some.Moment;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
