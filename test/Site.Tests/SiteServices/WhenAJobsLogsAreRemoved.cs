using System.Text;
using Flamenco.SiteServices.Logs;
using Shouldly;

namespace Flamenco.Site.Tests.SiteServices;

public sealed class WhenAJobsLogsAreRemoved : IDisposable
{
    private static readonly Guid Job = LogFolder.Log.Job;

    private readonly LogFolder _folder = new();

    private string JobFolder => Path.Combine(_folder.Root, "job-0190", Job.ToString());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task nothing_of_it_is_left()
    {
        await _folder.AppendAsync(0, "first");
        await _folder.AppendAsync(LogFolder.Log with { Attempt = 2 }, 0, "second");

        (await _folder.Logs.RemoveAsync(Job)).ShouldBeNull();

        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public async Task those_of_other_jobs_stay()
    {
        var other = new TaskLog(
            Guid.Parse("01900000-0000-8000-8001-000000000000"), Guid.Parse("01900000-0000-8000-8001-000000000001"), Attempt: 1);
        await _folder.AppendAsync(0, "goes");
        await _folder.AppendAsync(other, 0, "stays");

        await _folder.Logs.RemoveAsync(Job);

        _folder.Text(other).ShouldBe("stays");
        Directory.Exists(JobFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task it_may_have_none_and_may_be_asked_for_again()
    {
        (await _folder.Logs.RemoveAsync(Job)).ShouldBeNull();
        (await _folder.Logs.RemoveAsync(Job)).ShouldBeNull();
    }

    [Fact]
    public async Task what_still_comes_is_refused_and_brings_no_folder_back()
    {
        await _folder.AppendAsync(0, "first");
        await _folder.Logs.RemoveAsync(Job);

        (await _folder.WriteAsync(LogFolder.Log, 5, "late")).ShouldBeOfType<LogWritten.JobRemoved>();
        (await _folder.AppendTextAsync("late")).ShouldBeOfType<LogWritten.JobRemoved>();

        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public async Task nothing_comes_back_however_many_write_at_that_moment()
    {
        var writers = Enumerable.Range(1, 16).Select(attempt => Task.Run(async () =>
        {
            var offset = 0;
            while (await _folder.WriteAsync(LogFolder.Log with { Attempt = attempt }, offset, "line\n") is LogWritten.Stored)
                offset += 5;
        })).ToList();

        await _folder.Logs.RemoveAsync(Job);
        await Task.WhenAll(writers);

        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("task-01900000-0000-8000-8000-000000000001.1.txt.bak")]
    [InlineData("task-01900000-0000-8000-8000-000000000001.01.txt")]
    [InlineData("task-01900000-0000-8000-8000-000000000001.-1.txt")]
    [InlineData("TASK-01900000-0000-8000-8000-000000000001.1.txt")]
    public async Task what_somebody_else_put_there_stays(string name)
    {
        await _folder.AppendAsync(0, "goes");
        await File.WriteAllTextAsync(Path.Combine(JobFolder, name), "stays");

        (await _folder.Logs.RemoveAsync(Job)).ShouldBe(name);

        _folder.Files.ShouldBe([$"job-0190/{Job}/{name}"]);
    }

    [Fact]
    public async Task no_link_in_it_is_followed()
    {
        await _folder.AppendAsync(0, "goes");
        var (file, folder) = (Foreign("file"), Foreign("folder"));
        var link = $"task-{Guid.NewGuid()}.1.txt";
        File.CreateSymbolicLink(Path.Combine(JobFolder, link), Path.Combine(file, "precious"));
        Directory.CreateSymbolicLink(Path.Combine(JobFolder, "elsewhere"), folder);

        (await _folder.Logs.RemoveAsync(Job)).ShouldNotBeNull();

        File.ReadAllText(Path.Combine(file, "precious")).ShouldBe("precious");
        File.ReadAllText(Path.Combine(folder, "precious")).ShouldBe("precious");
        File.Exists(Path.Combine(JobFolder, link)).ShouldBeTrue();
        _folder.Text().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("job-0190")]
    [InlineData("job-0190/01900000-0000-8000-8000-000000000000")]
    public async Task a_folder_that_is_a_link_is_left_alone_and_named(string place)
    {
        var foreign = Foreign("folder");
        var path = Path.Combine(_folder.Root, place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Directory.CreateSymbolicLink(path, foreign);

        var refusal = await Should.ThrowAsync<IOException>(() => _folder.Logs.RemoveAsync(Job));

        refusal.Message.ShouldContain(path);
        File.ReadAllText(Path.Combine(foreign, "precious")).ShouldBe("precious");
    }

    [Fact]
    public async Task who_reads_one_reads_on()
    {
        await _folder.AppendAsync(0, "being read");
        await using var reading = TaskLogs.Open(_folder.Logs.Find(LogFolder.Log)!).ShouldNotBeNull();

        await _folder.Logs.RemoveAsync(Job);

        using var text = new StreamReader(reading, Encoding.UTF8);
        (await text.ReadToEndAsync()).ShouldBe("being read");
        _folder.Logs.Newest(Job, LogFolder.Log.Task).ShouldBeNull();
    }

    private string Foreign(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Root, "foreign", name)).FullName;
        File.WriteAllText(Path.Combine(folder, "precious"), "precious");
        return folder;
    }
}
