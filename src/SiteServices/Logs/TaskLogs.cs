using System.Text;

namespace Flamenco.SiteServices.Logs;

/// <summary>
/// The logs of tasks, as files below one folder: <c>job-XXXX/JOB/task-TASK.ATTEMPT.txt</c>, one file an attempt. A chunk is
/// on the disk before it is acknowledged.
/// </summary>
/// <param name="root">The folder; made when the first log is written.</param>
public sealed class TaskLogs(string root) : IDisposable
{
    /// <summary>Those who wait for the disk together are served together, but each of them keeps a thread.</summary>
    private const int MostAtTheDisk = 16;

    private readonly SemaphoreSlim _disk = new(MostAtTheDisk, MostAtTheDisk);
    private readonly KeyedLocks _locks = new();
    private readonly JobDoors _doors = new();
    private readonly JobFolders _folders = new(root);

    /// <summary>Appends a chunk that begins at <paramref name="offset"/>. The same bytes again change nothing.</summary>
    public Task<LogWritten> AppendAsync(TaskLog log, long offset, ReadOnlyMemory<byte> chunk, CancellationToken cancellation) =>
        WriteAsync(log, offset, chunk, cancellation);

    /// <summary>Appends text at the end, whatever is there; for Workers that send no offsets.</summary>
    public Task<LogWritten> AppendAsync(TaskLog log, string text, CancellationToken cancellation) =>
        WriteAsync(log, offset: null, Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n"), cancellation);

    private async Task<LogWritten> WriteAsync(TaskLog log, long? offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        using var entered = _doors.Enter(log.Job);
        if (entered is null)
            return new LogWritten.JobRemoved();

        var path = PathOf(log);
        using var held = await _locks.TakeAsync(path, cancellation);
        await _disk.WaitAsync(cancellation);
        try
        {
            return await Task.Run(
                () =>
                {
                    // No folder for nothing: a log begins with its first byte.
                    if (!bytes.IsEmpty && offset is null or 0)
                        _folders.Create(log.Job);
                    return DurableFile.Append(path, offset, bytes.Span);
                },
                CancellationToken.None);
        }
        finally
        {
            _disk.Release();
        }
    }

    /// <summary>Removes the logs of a job, and nothing else; while this process lives, nobody writes one any more. Idempotent.</summary>
    /// <returns>What else is in the job's folder and therefore stays; null: nothing, and the folder is gone.</returns>
    /// <exception cref="IOException">A file can not be removed, or a folder is a link. What is left is removed by the next call.</exception>
    public async Task<string?> RemoveAsync(Guid job)
    {
        await _doors.CloseAsync(job);
        return _folders.Remove(job);
    }

    /// <summary>The newest attempt's log of a task; null if there is none.</summary>
    public LogFile? Newest(Guid job, Guid task)
    {
        try
        {
            return Directory.EnumerateFiles(_folders.Of(job), $"task-{task}.*.txt")
                .Select(path => (Path: path, Attempt: LogName.Parse(Path.GetFileName(path))?.Attempt))
                .Where(file => file.Attempt is not null)
                .OrderByDescending(file => file.Attempt)
                .Select(file => new LogFile(file.Path, file.Attempt!.Value, new FileInfo(file.Path).Length))
                .FirstOrDefault(file => file.Size > 0);
        }
        catch (Exception missing) when (missing is DirectoryNotFoundException or FileNotFoundException)
        {
            return null; // Nothing was written yet, or it is being removed just now.
        }
    }

    /// <summary>One attempt's log; null if there is none.</summary>
    public LogFile? Find(TaskLog log) =>
        new FileInfo(PathOf(log)) is { Exists: true } file ? new LogFile(file.FullName, log.Attempt, file.Length) : null;

    /// <summary>A log's bytes, while others may write on, or remove it; null if that has been done.</summary>
    public static FileStream? Open(LogFile file)
    {
        try
        {
            return new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception missing) when (missing is DirectoryNotFoundException or FileNotFoundException)
        {
            return null;
        }
    }

    public void Dispose() => _disk.Dispose();

    private string PathOf(TaskLog log) => Path.Combine(_folders.Of(log.Job), new LogName(log.Task, log.Attempt).ToString());
}

/// <param name="Job">The job.</param>
/// <param name="Task">Its task.</param>
/// <param name="Attempt">Which assignment, from 1.</param>
public readonly record struct TaskLog(Guid Job, Guid Task, int Attempt);

/// <param name="Path">Where it is on this machine.</param>
/// <param name="Attempt">Whose it is.</param>
/// <param name="Size">Bytes.</param>
public sealed record LogFile(string Path, int Attempt, long Size);
