using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Flamenco.Contracts;
using Flamenco.Contracts.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flamenco.EndToEnd.Harness;

/// <summary>Answers as the Server would, with what the test lays out; for what the command line does by itself.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    public const string Token = "planted-token";

    private readonly TaskCompletionSource _lookedAt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    private FakeServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>The keys of all submits and commands, those without an answer too.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    public ConcurrentQueue<SubmittedJob> Submitted { get; } = new();

    /// <summary>Commands on jobs and tasks, as they were sent: method and what follows <c>/api/v1/</c>.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>How many submits and commands lose their answer first.</summary>
    public int LostAnswers { get; set; }

    /// <summary>What asking for the job gives, one after the other; the last one again and again.</summary>
    public ConcurrentQueue<Job> Looks { get; } = new();

    public List<TaskSummary> Tasks { get; } = [];

    /// <summary>The log of the one task that there is.</summary>
    public byte[] Log { get; set; } = [];

    public IReadOnlyList<AvailableJobType> Types { get; set; } = [Samples.SimpleBlenderRender, Samples.EchoSleepTest];

    public static async Task<FakeServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FakeServer(app);
        server.Map();
        await app.StartAsync();
        return server;
    }

    /// <summary>By which <c>flamenco</c> finds it.</summary>
    public IReadOnlyList<(string Name, string? Value)> Environment => [("FLAMENCO_SERVER", Url), ("FLAMENCO_MANAGER", Url), ("FLAMENCO_TOKEN", Token)];

    /// <summary>Runs <c>flamenco</c> against it.</summary>
    public Task<FlamencoProgram.Ran> RunAsync(params IEnumerable<string> arguments) => FlamencoProgram.RunAsync(arguments, Environment);

    /// <summary>Until somebody has asked for the job.</summary>
    public Task LookedAtAsync() => _lookedAt.Task.WaitAsync(TimeSpan.FromMinutes(1));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        var json = FlamencoJson.Default;
        _app.Use((context, next) =>
        {
            if (context.Request.Headers.Authorization == $"Bearer {Token}")
                return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        _app.MapGet("/api/v1/job-types", context => AnswerAsync(context, new AvailableJobTypes { JobTypes = Types }, json.AvailableJobTypes));
        _app.MapPost("/api/v1/jobs", SubmitAsync);
        _app.MapGet("/api/v1/jobs", context => AnswerAsync(context, new() { Jobs = [.. Looks] }, json.JobPage));
        _app.MapGet("/api/v1/jobs/{id}", context =>
        {
            _lookedAt.TrySetResult();
            return AnswerAsync(context, Look(), json.Job);
        });
        _app.MapGet("/api/v1/jobs/{id}/deletion", context => AnswerAsync(context, Samples.ADeletion, json.JobDeletion));
        _app.MapPost("/api/v1/jobs/{id}/{command}", context => CommandAsync(context, () => AnswerAsync(context, Look(), json.Job)));
        _app.MapPost("/api/v1/tasks/{id}/{command}", context => CommandAsync(
            context, () => AnswerAsync(context, Samples.ATask(context.Request.RouteValues["id"]), json.RenderTask)));
        _app.MapDelete("/api/v1/jobs/{id}", context => CommandAsync(context, () =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }));
        _app.MapGet("/api/v1/jobs/{id}/tasks", context => AnswerAsync(context, new() { Tasks = Tasks }, json.TaskPage));
        _app.MapGet("/api/v1/tasks/{id}", context => AnswerAsync(context, Samples.ATask(context.Request.RouteValues["id"]), json.RenderTask));
        _app.MapGet("/api/v3/tasks/{id}/log", context => AnswerAsync(
            context, new() { TaskId = Guid.Empty, JobId = Guid.Empty, Url = "/logs/text", Size = Log.Length }, json.TaskLogInfo));
        _app.MapGet("/logs/text", context => context.Response.Body.WriteAsync(Log).AsTask());
    }

    private Job Look()
    {
        Looks.TryPeek(out var job);
        if (Looks.Count > 1)
            Looks.TryDequeue(out job);
        return job!;
    }

    private Task CommandAsync(HttpContext context, Func<Task> answer)
    {
        var request = context.Request;
        Commands.Enqueue($"{request.Method} {request.Path.Value!["/api/v1/".Length..]}{request.QueryString}");
        Keys.Enqueue(request.Headers["Idempotency-Key"].ToString());
        if (LostAnswers-- <= 0)
            return answer();

        context.Abort();
        return Task.CompletedTask;
    }

    private async Task SubmitAsync(HttpContext context)
    {
        var job = (await context.Request.ReadFromJsonAsync(FlamencoJson.Default.SubmittedJob))!;
        Keys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
        if (LostAnswers-- > 0)
        {
            context.Abort();
            return;
        }

        Submitted.Enqueue(job);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await AnswerAsync(context, Samples.AJob("queued") with { Name = job.Name, Settings = job.Settings }, FlamencoJson.Default.Job);
    }

    private static Task AnswerAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(answer, type);
}
