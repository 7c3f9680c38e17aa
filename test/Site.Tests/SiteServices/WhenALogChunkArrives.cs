using Shouldly;

namespace Flamenco.Site.Tests.SiteServices;

public sealed class WhenALogChunkArrives : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task it_is_appended_where_the_log_ends()
    {
        await _folder.AppendAsync(0, "one ");

        var goOn = await _folder.AppendAsync(4, "two");

        goOn.ShouldBeNull();
        _folder.Text().ShouldBe("one two");
    }

    [Fact]
    public async Task the_same_bytes_again_are_acknowledged_and_change_nothing()
    {
        await _folder.AppendAsync(0, "one ");
        await _folder.AppendAsync(4, "two");

        var first = await _folder.AppendAsync(0, "one ");
        var last = await _folder.AppendAsync(4, "two");

        first.ShouldBeNull();
        last.ShouldBeNull();
        _folder.Text().ShouldBe("one two");
    }

    [Fact]
    public async Task only_what_is_new_is_appended_of_a_chunk_that_overlaps()
    {
        await _folder.AppendAsync(0, "one ");

        var goOn = await _folder.AppendAsync(2, "e two");

        goOn.ShouldBeNull();
        _folder.Text().ShouldBe("one two");
    }

    [Fact]
    public async Task a_gap_is_answered_with_where_to_go_on()
    {
        await _folder.AppendAsync(0, "one ");

        var goOn = await _folder.AppendAsync(5, "wo");

        goOn.ShouldBe(4);
        _folder.Text().ShouldBe("one ");
    }

    [Fact]
    public async Task a_log_that_is_not_there_yet_goes_on_at_its_beginning()
    {
        var goOn = await _folder.AppendAsync(long.MaxValue, "late");

        goOn.ShouldBe(0);
        _folder.Logs.Newest(LogFolder.Log.Job, LogFolder.Log.Task).ShouldBeNull();
    }

    [Fact]
    public async Task an_empty_one_at_the_end_is_acknowledged()
    {
        await _folder.AppendAsync(0, "one");

        var goOn = await _folder.AppendAsync(3, "");

        goOn.ShouldBeNull();
        _folder.Text().ShouldBe("one");
    }

    [Fact]
    public async Task an_empty_one_of_a_log_that_is_not_there_costs_no_file()
    {
        var goOn = await _folder.AppendAsync(0, "");

        goOn.ShouldBeNull();
        _folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task one_that_does_not_begin_a_log_makes_no_file()
    {
        await _folder.AppendAsync(5, "late");

        _folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task each_attempt_has_a_file_of_its_own()
    {
        var second = LogFolder.Log with { Attempt = 2 };

        await _folder.AppendAsync(0, "first");
        await _folder.AppendAsync(second, 0, "second");

        _folder.Text().ShouldBe("first");
        _folder.Text(second).ShouldBe("second");
    }

    [Fact]
    public async Task text_of_a_worker_without_offsets_becomes_lines_at_the_end()
    {
        await _folder.AppendAsync(0, "chunk\n");

        await _folder.AppendTextAsync("no end of line");
        await _folder.AppendTextAsync("with one\n");

        _folder.Text().ShouldBe("chunk\nno end of line\nwith one\n");
    }

    [Fact]
    public async Task nothing_but_ids_and_numbers_becomes_part_of_a_path()
    {
        await _folder.AppendAsync(0, "../../etc/passwd\0");
        await _folder.AppendTextAsync("/absolute");

        _folder.Files.ShouldBe(
            ["job-0190/01900000-0000-8000-8000-000000000000/task-01900000-0000-8000-8000-000000000001.1.txt"]);
    }
}
