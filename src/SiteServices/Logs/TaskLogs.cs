namespace Flamenco.SiteServices.Logs;

/// <summary>
/// The logs of tasks, as files below one folder: <c>job-XXXX/JOB/task-TASK.ATTEMPT.txt</c>, one file an attempt. A chunk is
/// on the disk before it is acknowledged.
/// </summary>
/// <param name="root">The folder; made when the first log is written.</param>
public sealed class TaskLogs(string root)
{
    private readonly KeyedLocks _locks = new();

    /// <summary>Appends a chunk that begins at <paramref name="offset"/>. The same bytes again change nothing.</summary>
    /// <returns>Null: it is stored. Else the offset where the writer must go on.</returns>
    public async Task<long?> AppendAsync(TaskLog log, long offset, ReadOnlyMemory<byte> chunk, CancellationToken cancellation)
    {
        var path = PathOf(log);
        using var held = await _locks.TakeAsync(path, cancellation);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (offset > file.Length)
            return file.Length;

        // What is there already was acknowledged, or is about to be: only what follows is new.
        var known = (int)Math.Min(file.Length - offset, chunk.Length);
        if (known < chunk.Length)
        {
            file.Seek(0, SeekOrigin.End);
            await file.WriteAsync(chunk[known..], cancellation);
            file.Flush(flushToDisk: true);
        }

        return null;
    }

    /// <summary>Appends text at the end, whatever is there; for Workers that send no offsets.</summary>
    public async Task AppendAsync(TaskLog log, string text, CancellationToken cancellation)
    {
        var line = text.EndsWith('\n') ? text : text + "\n";
        var path = PathOf(log);
        using var held = await _locks.TakeAsync(path, cancellation);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line), cancellation);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The newest attempt's log of a task; null if there is none.</summary>
    public LogFile? Newest(Guid job, Guid task)
    {
        var folder = FolderOf(job);
        if (!Directory.Exists(folder))
            return null;

        return Directory.EnumerateFiles(folder, $"task-{task}.*.txt")
            .Select(path => (Path: path, Attempt: AttemptOf(path)))
            .Where(file => file.Attempt is not null)
            .OrderByDescending(file => file.Attempt)
            .Select(file => new LogFile(file.Path, file.Attempt!.Value, new FileInfo(file.Path).Length))
            .FirstOrDefault(file => file.Size > 0);
    }

    /// <summary>One attempt's log; null if there is none.</summary>
    public LogFile? Find(TaskLog log) =>
        new FileInfo(PathOf(log)) is { Exists: true } file ? new LogFile(file.FullName, log.Attempt, file.Length) : null;

    private static int? AttemptOf(string path) =>
        int.TryParse(Path.GetFileNameWithoutExtension(path).Split('.')[^1], out var attempt) ? attempt : null;

    private string FolderOf(Guid job) => Path.Combine(root, $"job-{job.ToString()[..4]}", job.ToString());

    // Ids and numbers only: nothing that a client wrote becomes part of a path.
    private string PathOf(TaskLog log) => Path.Combine(FolderOf(log.Job), $"task-{log.Task}.{log.Attempt}.txt");
}

/// <param name="Job">The job.</param>
/// <param name="Task">Its task.</param>
/// <param name="Attempt">Which assignment, from 1.</param>
public readonly record struct TaskLog(Guid Job, Guid Task, int Attempt);

/// <param name="Path">Where it is on this machine.</param>
/// <param name="Attempt">Whose it is.</param>
/// <param name="Size">Bytes.</param>
public sealed record LogFile(string Path, int Attempt, long Size);
