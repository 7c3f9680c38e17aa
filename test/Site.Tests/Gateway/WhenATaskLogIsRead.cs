using System.Net.Http.Headers;
using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway;

[Collection(WithAServer.Name)]
public sealed class WhenATaskLogIsRead(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    private Flamenco3Worker _worker = null!;
    private Client _viewer = null!;
    private Guid _job;
    private Guid _task;

    public async Task InitializeAsync()
    {
        _job = await site.SubmitAsync();
        _worker = await Flamenco3Worker.AwakeAsync(site);
        _task = await _worker.TakeAsync();
        _viewer = await site.PersonAsync("viewer");
    }

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task there_is_none_before_anything_was_written()
    {
        (await _viewer.GetAsync($"/api/v3/tasks/{_task}/log")).Status.ShouldBe(204);
        (await _viewer.GetAsync($"/api/v3/tasks/{_task}/logtail")).Status.ShouldBe(204);
    }

    [Fact]
    public async Task it_is_said_where_it_is_and_how_long()
    {
        await WriteAsync("frame 1\n");

        var answer = await _viewer.GetAsync($"/api/v3/tasks/{_task}/log");

        answer.Members.ShouldBe(["job_id", "size", "task_id", "url"]);
        answer.Body.GetProperty("task_id").GetGuid().ShouldBe(_task);
        answer.Body.GetProperty("job_id").GetGuid().ShouldBe(_job);
        answer.Body.GetProperty("size").GetInt64().ShouldBe(8);
        answer.Body.GetProperty("url").GetString().ShouldBe($"/job-files/job-{_job.ToString()[..4]}/{_job}/task-{_task}.1.txt");
    }

    [Fact]
    public async Task it_is_plain_text_whatever_stands_in_it()
    {
        await WriteAsync("<script>alert(1)</script>\n");

        var answer = await _viewer.GetAsync(Url());

        answer.Status.ShouldBe(200);
        answer.ContentType.ShouldBe("text/plain; charset=utf-8");
        answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        answer.Text.ShouldBe("<script>alert(1)</script>\n");
    }

    [Fact]
    public async Task a_part_of_it_is_sent_to_who_has_the_rest()
    {
        await WriteAsync("frame 1\nframe 2\n");

        var answer = await RangeAsync(from: 8);

        answer.Status.ShouldBe(206);
        answer.Text.ShouldBe("frame 2\n");
        answer.Headers["Content-Range"].ShouldBe("bytes 8-15/16");
    }

    [Fact]
    public async Task nothing_is_beyond_its_end()
    {
        await WriteAsync("frame 1\n");

        (await RangeAsync(from: 8)).Status.ShouldBe(416);
    }

    [Fact]
    public async Task its_tail_begins_with_a_whole_line()
    {
        await WriteAsync(string.Concat(Enumerable.Range(1000, 500).Select(frame => $"frame {frame}\n")));

        var answer = await _viewer.GetAsync($"/api/v3/tasks/{_task}/logtail");

        answer.ContentType.ShouldBe("text/plain; charset=utf-8");
        answer.Text.Length.ShouldBeLessThanOrEqualTo(2048);
        answer.Text.ShouldStartWith("frame 1");
        answer.Text.ShouldEndWith("frame 1499\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task the_tail_of_one_endless_line_begins_with_a_whole_letter(string end)
    {
        await WriteAsync(string.Concat(Enumerable.Repeat("ü", 3000)) + "." + end);

        var answer = await _viewer.GetAsync($"/api/v3/tasks/{_task}/logtail");

        answer.Text.Length.ShouldBeGreaterThan(1000);
        answer.Text.ShouldStartWith("ü");
        answer.Text.ShouldEndWith("ü." + end);
    }

    [Theory]
    [InlineData("/job-files/job-ffff/{job}/task-{task}.1.txt")]
    [InlineData("/job-files/job-{four}/{job}/task-{task}.2.txt")]
    [InlineData("/job-files/job-{four}/{task}/task-{task}.1.txt")]
    [InlineData("/job-files/job-{four}/{job}/task-{job}.1.txt")]
    [InlineData("/job-files/job-{four}/{job}/task-{task}.-1.txt")]
    public async Task what_is_no_log_is_not_there(string path)
    {
        await WriteAsync("frame 1\n");

        var answer = await _viewer.GetAsync(Filled(path));

        answer.Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("/job-files/job-{four}/{job}/task-..%2f..%2f{task}.1.txt")]
    [InlineData("/job-files/..%2f..%2fmanager-key/{job}/task-{task}.1.txt")]
    [InlineData("/job-files/%2e%2e/%2e%2e/manager-key")]
    [InlineData("/job-files/job-{four}/{job}/..%5c..%5ctask-{task}.1.txt")]
    public async Task no_path_leads_out_of_the_logs(string path)
    {
        await WriteAsync("frame 1\n");

        var answer = await _viewer.GetAsync(Filled(path));

        answer.Status.ShouldBeOneOf(400, 404);
    }

    [Fact]
    public async Task all_logs_lie_in_files_named_by_ids_and_numbers()
    {
        await WriteAsync("../../etc/passwd");

        Directory.EnumerateFiles(site.LogFolder, "*", SearchOption.AllDirectories)
            .Select(path => "/job-files/" + Path.GetRelativePath(site.LogFolder, path))
            .Where(path => path.Contains($"{_job}", StringComparison.Ordinal))
            .ShouldBe([Url()]);
    }

    private string Url() => Filled("/job-files/job-{four}/{job}/task-{task}.1.txt");

    private string Filled(string path) => path
        .Replace("{four}", _job.ToString()[..4], StringComparison.Ordinal)
        .Replace("{job}", _job.ToString(), StringComparison.Ordinal)
        .Replace("{task}", _task.ToString(), StringComparison.Ordinal);

    private Task<Answer> RangeAsync(long from) => _viewer.SendAsync(
        HttpMethod.Get, Url(), body: null, headers => headers.Range = new RangeHeaderValue(from, null));

    private async Task WriteAsync(string text) => (await _worker.LogAsync(_task, attempt: 1, offset: 0, text)).Status.ShouldBe(204);
}
