using System.Text;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Http.Translation;
using Flamenco.ManagerGateway.Link;
using Flamenco.SiteServices.Logs;

namespace Flamenco.ManagerGateway.Api;

/// <summary>Single tasks and their logs.</summary>
internal static class TaskRoutes
{
    private const int TailBytes = 2048;
    private const string PlainText = "text/plain; charset=utf-8";

    public static void MapTasks(this RouteGroupBuilder api)
    {
        api.MapGet("/tasks/{id}", GetAsync);
        api.MapGet("/tasks/{id}/log", LogAsync);
        api.MapGet("/tasks/{id}/logtail", LogTailAsync);
    }

    /// <summary>The texts that <c>tasks/{id}/log</c> points to.</summary>
    public static void MapLogFiles(this WebApplication app) => app
        .MapGet("/job-files/{folder}/{job}/task-{task}.{attempt}.txt", LogFileAsync)
        .RequireAuthorization(Policies.Viewer);

    private static async Task<IResult> GetAsync(Guid id, IGrainFactory grains, Site site, CancellationToken cancellation) =>
        await FindAsync(id, grains, site, cancellation) is { } task ? TypedResults.Ok(task.ToRenderTask()) : NoSuchTask(id);

    private static async Task<IResult> LogAsync(
        Guid id, IGrainFactory grains, Site site, TaskLogs logs, CancellationToken cancellation)
    {
        if (await FindAsync(id, grains, site, cancellation) is not { } task)
            return NoSuchTask(id);
        var job = task.Id.Job.Value;
        if (logs.Newest(job, id) is not { } file)
            return TypedResults.NoContent();

        // Never with the token by which the client may have come: links get passed on.
        return TypedResults.Ok(new TaskLogInfo
        {
            TaskId = id,
            JobId = job,
            Url = $"/job-files/job-{job.ToString()[..4]}/{job}/task-{id}.{file.Attempt}.txt",
            Size = file.Size,
        });
    }

    private static async Task<IResult> LogTailAsync(Guid id, IGrainFactory grains, Site site, TaskLogs logs, CancellationToken cancellation)
    {
        if (await FindAsync(id, grains, site, cancellation) is not { } task)
            return NoSuchTask(id);
        if (logs.Newest(task.Id.Job.Value, id) is not { } file)
            return TypedResults.NoContent();

        return TypedResults.Text(await TailAsync(file.Path, cancellation), PlainText);
    }

    /// <summary>The last bytes of a log from the beginning of a line, or at least of a letter.</summary>
    private static async Task<string> TailAsync(string path, CancellationToken cancellation)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var cut = stream.Length > TailBytes;
        if (cut)
            stream.Seek(-TailBytes, SeekOrigin.End);
        var bytes = new byte[TailBytes];
        var tail = bytes.AsMemory(0, await stream.ReadAtLeastAsync(bytes, TailBytes, throwOnEndOfStream: false, cancellation));
        if (cut)
        {
            var line = tail.Span[..^1].IndexOf((byte)'\n');
            tail = tail[(line >= 0 ? line + 1 : Math.Max(0, tail.Span.IndexOfAnyExceptInRange<byte>(0x80, 0xBF)))..];
        }

        return Encoding.UTF8.GetString(tail.Span);
    }

    private static async Task<IResult> LogFileAsync(
        string folder, Guid job, Guid task, int attempt, IGrainFactory grains, Site site, TaskLogs logs, CancellationToken cancellation)
    {
        if (await FindAsync(task, grains, site, cancellation) is not { } known || known.Id.Job.Value != job || folder != $"job-{job.ToString()[..4]}")
            return NoSuchTask(task);
        if (logs.Find(new TaskLog(job, task, attempt)) is not { } file)
            return Problems.SiteAnswer(StatusCodes.Status404NotFound, "no-such-log", $"there is no log of attempt {attempt}");

        var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return TypedResults.Stream(stream, PlainText, enableRangeProcessing: true);
    }

    private static async Task<TaskView?> FindAsync(Guid id, IGrainFactory grains, Site site, CancellationToken cancellation)
    {
        if (TaskId.From(id) is not { } task || await grains.Job(task.Job).GetAsync(cancellation) is not { } job || job.Manager != site.Id)
            return null;
        return await grains.Task(task).GetAsync(cancellation);
    }

    private static IResult NoSuchTask(Guid id) => Problems.SiteAnswer(StatusCodes.Status404NotFound, "no-such-task", $"there is no task {id}");
}
