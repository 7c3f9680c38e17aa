using System.Text;
using Flamenco.SiteServices.Logs;

namespace Flamenco.Site.Tests.SiteServices;

/// <summary>Logs in a folder that is gone after the test, and one task to write about.</summary>
internal sealed class LogFolder : IDisposable
{
    public static readonly TaskLog Log = new(
        Guid.Parse("01900000-0000-8000-8000-000000000000"), Guid.Parse("01900000-0000-8000-8000-000000000001"), Attempt: 1);

    private readonly string _root = Directory.CreateTempSubdirectory("flamenco-logs-test-").FullName;

    public LogFolder() => Logs = new TaskLogs(_root);

    public TaskLogs Logs { get; }

    public string Root => _root;

    public IEnumerable<string> Files =>
        Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_root, path)).Order();

    /// <summary>Null: it is stored. Else where to go on.</summary>
    public Task<long?> AppendAsync(long offset, string chunk) => AppendAsync(Log, offset, chunk);

    public async Task<long?> AppendAsync(TaskLog log, long offset, string chunk) =>
        await WriteAsync(log, offset, chunk) is LogWritten.GoOnAt(var expected) ? expected : null;

    public Task<LogWritten> WriteAsync(TaskLog log, long offset, string chunk) =>
        Logs.AppendAsync(log, offset, Encoding.UTF8.GetBytes(chunk), CancellationToken.None);

    public Task<LogWritten> AppendTextAsync(string text) => Logs.AppendAsync(Log, text, CancellationToken.None);

    public string Text() => Text(Log);

    public string Text(TaskLog log) => Logs.Find(log) is { } file ? File.ReadAllText(file.Path) : "";

    public void Dispose()
    {
        Logs.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
