using System.Text;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
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
        api.MapPost("/tasks/{id}/setstatus", SetStatusAsync).RequireAuthorization(Policies.Artist);
    }

    /// <summary>The texts that <c>tasks/{id}/log</c> points to.</summary>
    public static void MapLogFiles(this WebApplication app) => app
        .MapGet("/job-files/{folder}/{job}/task-{task}.{attempt}.txt", LogFileAsync)
        .RequireAuthorization(Policies.Viewer);

    private static async Task<IResult> GetAsync(Guid id, IGrainFactory grains, TaskNames names, Site site, CancellationToken cancellation) =>
        await FindAsync(id, grains, names, site, cancellation) is { } task ? TypedResults.Ok(task.ToRenderTask()) : await NotHere.TaskAsync(id, grains, site, cancellation);

    private static async Task<IResult> LogAsync(
        Guid id, IGrainFactory grains, TaskNames names, Site site, TaskLogs logs, CancellationToken cancellation)
    {
        if (await FindAsync(id, grains, names, site, cancellation) is not { } task)
            return await NotHere.TaskAsync(id, grains, site, cancellation);
        var job = task.Id.Job.Value;
        if (logs.Newest(job, task.Id.Value) is not { } file)
            return TypedResults.NoContent();

        // Never with the token by which the client may have come: links get passed on.
        return TypedResults.Ok(new TaskLogInfo
        {
            TaskId = task.Id.Value,
            JobId = job,
            Url = $"/job-files/job-{job.ToString()[..4]}/{job}/task-{task.Id.Value}.{file.Attempt}.txt",
            Size = file.Size,
        });
    }

    private static async Task<IResult> LogTailAsync(Guid id, IGrainFactory grains, TaskNames names, Site site, TaskLogs logs, CancellationToken cancellation)
    {
        if (await FindAsync(id, grains, names, site, cancellation) is not { } task)
            return await NotHere.TaskAsync(id, grains, site, cancellation);
        if (logs.Newest(task.Id.Job.Value, task.Id.Value) is not { } file || TaskLogs.Open(file) is not { } stream)
            return TypedResults.NoContent();

        await using (stream)
            return TypedResults.Text(await TailAsync(stream, cancellation), PlainText);
    }

    /// <summary>The last bytes of a log from the beginning of a line, or at least of a letter.</summary>
    private static async Task<string> TailAsync(FileStream stream, CancellationToken cancellation)
    {
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
        string folder, Guid job, Guid task, int attempt, IGrainFactory grains, TaskNames names, Site site, TaskLogs logs, CancellationToken cancellation)
    {
        if (await FindAsync(task, grains, names, site, cancellation) is not { } known || known.Id.Job.Value != job || folder != $"job-{job.ToString()[..4]}")
            return await NotHere.TaskAsync(task, grains, site, cancellation);
        if (logs.Find(new TaskLog(job, task, attempt)) is not { } file || TaskLogs.Open(file) is not { } stream)
            return Problems.SiteAnswer(StatusCodes.Status404NotFound, "no-such-log", $"there is no log of attempt {attempt}");

        return TypedResults.Stream(stream, PlainText, enableRangeProcessing: true);
    }

    private static async Task<IResult> SetStatusAsync(
        Guid id, TaskStatusChange change, IGrainFactory grains, TaskNames names, Site site, HttpContext context, CancellationToken cancellation)
    {
        if (!IdempotencyKey.TryRead(context.Request, out var key))
            return CommandAnswers.BadKey();
        if (Command(change.Status) is not { } command)
            return CommandAnswers.BadStatus(change.Status, "canceled, or queued to have it done again");
        if (await FindAsync(id, grains, names, site, cancellation) is not { } task)
            return await NotHere.TaskAsync(id, grains, site, cancellation);

        var request = new CommandTask
        {
            Command = command,
            Reason = CommandAnswers.Reason(change.Reason),
            Actor = Caller.ActorOf(context),
            IdempotencyKey = key,
        };
        var result = await grains.Task(task.Id).CommandAsync(request, cancellation);
        return await result.AnswerAsync(() => NotHere.TaskAsync(id, grains, site, cancellation));
    }

    /// <summary>Flamenco 3 asks for statuses, not for what is to be done; the others are results, which only Workers have.</summary>
    private static SingleTaskCommand? Command(string status) => RenderTaskStatuses.Parse(status) switch
    {
        RenderTaskStatus.Canceled => SingleTaskCommand.Cancel,
        RenderTaskStatus.Queued => SingleTaskCommand.Requeue,
        _ => null,
    };

    private static async Task<TaskView?> FindAsync(Guid id, IGrainFactory grains, TaskNames names, Site site, CancellationToken cancellation)
    {
        if (await names.FindAsync(id, cancellation) is not { Task: var task }
            || await grains.Job(task.Job).GetAsync(cancellation) is not { } job
            || job.Manager != site.Id)
            return null;
        return await grains.Task(task).GetAsync(cancellation);
    }
}
