using Shouldly;

namespace Flamenco.Site.Tests.SiteServices;

public sealed class WhenALogIsLookedFor : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void there_is_none_before_anything_was_written()
    {
        _folder.Logs.Newest(LogFolder.Log.Job, LogFolder.Log.Task).ShouldBeNull();
        _folder.Logs.Find(LogFolder.Log).ShouldBeNull();
    }

    [Fact]
    public async Task the_newest_attempt_is_the_one_with_the_highest_number()
    {
        await _folder.AppendAsync(LogFolder.Log with { Attempt = 10 }, 0, "tenth");
        await _folder.AppendAsync(LogFolder.Log with { Attempt = 9 }, 0, "ninth, which came last");

        var newest = _folder.Logs.Newest(LogFolder.Log.Job, LogFolder.Log.Task).ShouldNotBeNull();

        newest.Attempt.ShouldBe(10);
        newest.Size.ShouldBe(5);
        File.ReadAllText(newest.Path).ShouldBe("tenth");
    }

    [Fact]
    public async Task an_attempt_that_has_said_nothing_yet_does_not_hide_the_one_before()
    {
        await _folder.AppendAsync(0, "said");
        await _folder.AppendAsync(LogFolder.Log with { Attempt = 2 }, 7, "after a gap");

        _folder.Logs.Newest(LogFolder.Log.Job, LogFolder.Log.Task)!.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task other_tasks_of_the_job_are_not_meant()
    {
        var other = LogFolder.Log with { Task = Guid.Parse("01900000-0000-8000-8000-000000000011") };

        await _folder.AppendAsync(other, 0, "other");

        _folder.Logs.Newest(LogFolder.Log.Job, LogFolder.Log.Task).ShouldBeNull();
    }
}
