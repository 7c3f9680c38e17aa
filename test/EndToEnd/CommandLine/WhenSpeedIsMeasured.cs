using Flamenco.Cli.Watch;

namespace Flamenco.EndToEnd.CommandLine;

public sealed class WhenSpeedIsMeasured
{
    private readonly Speed _speed = new(TimeSpan.FromSeconds(60));

    [Fact]
    public void nothing_is_known_before_something_is_done()
    {
        See(0, 5);
        See(10, 5);

        _speed.PerSecond.ShouldBeNull();
        _speed.TimeLeft(7).ShouldBeNull();
    }

    [Fact]
    public void what_was_done_before_the_watch_does_not_count()
    {
        See(0, 100);
        See(10, 105);

        _speed.PerSecond.ShouldBe(0.5);
        _speed.TimeLeft(10).ShouldBe(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void only_the_last_minute_counts()
    {
        See(0, 0);
        See(100, 1);
        See(150, 101);

        _speed.PerSecond.ShouldBe(2);
    }

    [Fact]
    public void a_requeued_job_starts_anew()
    {
        See(0, 0);
        See(10, 50);
        See(20, 0);
        See(30, 10);

        _speed.PerSecond.ShouldBe(1);
    }

    private void See(int second, long done) => _speed.See(TimeSpan.FromSeconds(second), done);
}
