using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Flamenco.Contracts;
using Flamenco.Contracts.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Flamenco.Site.Tests.Worker;

/// <summary>A Manager that says what the test wants, on a free port, and remembers in order what it was told.</summary>
internal sealed class FakeManager : IAsyncDisposable
{
    public const string JoinSecret = "join-secret-canary-4711";
    private readonly WebApplication _app;
    private readonly Channel<AssignedTask> _tasks = Channel.CreateUnbounded<AssignedTask>();
    private readonly ConcurrentDictionary<string, StringBuilder> _logs = new();
    private readonly Lock _lock = new();
    private readonly List<string> _told = [];
    private readonly List<TaskAsk> _asks = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeManager()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Answers with this HTTP status instead, for requests that match; 0: the connection breaks.</summary>
    public Func<string, int?> Fault { get; set; } = _ => null;

    /// <summary>The problem's type in the answer to such a request; null: an answer without a body.</summary>
    public string? FaultType { get; set; }

    public string? RetryAfter { get; set; }

    /// <summary>Does what is asked, but its answer gets lost.</summary>
    public Func<string, bool> LoseAnswer { get; set; } = _ => false;

    public string StatusAtSignOn { get; set; } = "awake";

    /// <summary>Answer to signs of life.</summary>
    public Func<WorkerAlive, WorkerAliveAnswer> Alive { get; set; } = _ => new();

    public string? StatusRequested { get; set; }

    public IReadOnlyList<string> Told => Locked(() => _told.ToArray());

    public IReadOnlyList<TaskAsk> Asks => Locked(() => _asks.ToArray());

    public static async Task<FakeManager> StartAsync()
    {
        var manager = new FakeManager();
        await manager._app.StartAsync();
        return manager;
    }

    public AssignedTask Assign(params Command[] commands)
    {
        var task = new AssignedTask
        {
            Uuid = Guid.NewGuid(),
            Job = Guid.NewGuid(),
            Name = "a-task",
            Status = "active",
            Priority = 50,
            JobPriority = 50,
            JobType = "test",
            TaskType = "misc",
            Commands = commands,
            StepsTotal = commands.Sum(command => Math.Max(1, command.TotalStepCount)),
            Attempt = 1,
        };
        _tasks.Writer.TryWrite(task);
        return task;
    }

    public string LogOf(AssignedTask task) => _logs.TryGetValue($"{task.Uuid}", out var log) ? Locked(log.ToString) : "";

    /// <summary>Waits until the Manager was told such a thing.</summary>
    public async Task<string> ToldAsync(Func<string, bool> what, string phase)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_told.Find(told => what(told)) is { } found)
                    return found;
                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"{phase}: the Manager was told only:\n{string.Join('\n', Told)}", e);
            }
        }
    }

    public Task<string> ToldAsync(string start) => ToldAsync(told => told.StartsWith(start, StringComparison.Ordinal), start);

    public async ValueTask DisposeAsync()
    {
        _tasks.Writer.TryComplete();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private void Tell(string what)
    {
        lock (_lock)
        {
            _told.Add(what);
            _more.TrySetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
            return read();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!["/api/v3/worker/".Length..];
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (Fault($"{http.Request.Method} {path}") is { } fault)
        {
            Tell($"refused {path} with {fault}");
            http.Response.StatusCode = fault;
            http.Response.Headers.RetryAfter = RetryAfter;
            if (fault == 0)
                http.Abort();
            else if (FaultType is { } type)
                await Problem(http, new Problem { Type = type, Status = fault, Detail = "as the test wants it" });
            return;
        }

        switch (path.Split('/'))
        {
            case ["register-worker"]:
                Tell($"register {http.Request.Headers.Authorization}");
                await Json(http, FlamencoJson.Default.RegisteredWorker, new RegisteredWorker
                {
                    Uuid = Guid.NewGuid(),
                    Name = "w",
                    Address = "127.0.0.1",
                    Status = "",
                    Software = "",
                    Platform = "linux",
                    SupportedTaskTypes = [],
                });
                break;
            case ["sign-on"]:
                Tell("sign-on");
                await Json(http, FlamencoJson.Default.WorkerStateChange, new WorkerStateChange { StatusRequested = StatusAtSignOn });
                break;
            case ["sign-off"]:
                Tell("sign-off");
                http.Response.StatusCode = 204;
                break;
            case ["state-changed"]:
                Tell($"state-changed {Read(body, FlamencoJson.Default.WorkerStateChanged).Status}");
                http.Response.StatusCode = 204;
                break;
            case ["state"]:
                if (StatusRequested is { } requested)
                    await Json(http, FlamencoJson.Default.WorkerStateChange, new WorkerStateChange { StatusRequested = requested });
                else
                    http.Response.StatusCode = 204;
                break;
            case ["alive"]:
                Tell("alive");
                await Json(http, FlamencoJson.Default.WorkerAliveAnswer, Alive(Read(body, FlamencoJson.Default.WorkerAlive)));
                break;
            case ["task"]:
                await AnswerAskAsync(http, Read(body, FlamencoJson.Default.TaskAsk));
                break;
            case ["task", var id]:
                var update = Read(body, FlamencoJson.Default.TaskUpdate);
                Tell($"update {id} {update.TaskStatus ?? "progress"} steps={update.StepsCompleted} {update.Activity}");
                http.Response.StatusCode = 204;
                break;
            case ["task", var id, "log"]:
                await AnswerLogAsync(http, id, body.ToArray());
                break;
        }
    }

    private async Task AnswerAskAsync(HttpContext http, TaskAsk ask)
    {
        lock (_lock)
            _asks.Add(ask);
        Tell($"ask {ask.Ask}");
        if (StatusRequested is { } status)
        {
            http.Response.StatusCode = 423;
            await Json(http, FlamencoJson.Default.WorkerStateChange, new WorkerStateChange { StatusRequested = status });
            return;
        }

        try
        {
            await Json(http, FlamencoJson.Default.AssignedTask, await _tasks.Reader.ReadAsync(http.RequestAborted));
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            http.Abort();
        }
    }

    private async Task AnswerLogAsync(HttpContext http, string id, byte[] chunk)
    {
        var log = _logs.GetOrAdd(id, _ => new());
        var offset = int.Parse(http.Request.Query["offset"]!);
        var length = Locked(() => Encoding.UTF8.GetByteCount(log.ToString()));
        if (offset != length)
        {
            http.Response.StatusCode = 409;
            await Json(http, FlamencoJson.Default.LogOffset, new LogOffset { Offset = length });
            return;
        }

        lock (_lock)
            log.Append(Encoding.UTF8.GetString(chunk));
        if (LoseAnswer($"log {id}"))
            http.Abort();
        Tell($"log {id} {offset}+{chunk.Length}");
        http.Response.StatusCode = 204;
    }

    private static Task Json<T>(HttpContext http, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, T value)
    {
        http.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(http.Response.Body, value, type);
    }

    private static Task Problem(HttpContext http, Problem problem)
    {
        http.Response.ContentType = "application/problem+json";
        return JsonSerializer.SerializeAsync(http.Response.Body, problem, FlamencoJson.Default.Problem);
    }

    private static T Read<T>(MemoryStream body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body.ToArray(), type)!;
}
