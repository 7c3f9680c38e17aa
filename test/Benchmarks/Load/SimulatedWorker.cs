using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Flamenco.Benchmarks.Roles;
using Flamenco.Domain.Access;

namespace Flamenco.Benchmarks.Load;

/// <summary>A Worker as the Manager sees ours: registers, signs on, asks, reports; renders nothing.</summary>
internal sealed class SimulatedWorker(Uri manager, string joinSecret, int number) : IDisposable
{
    /// <summary>Asks rise over the Worker's lives; as our own Worker numbers them.</summary>
    private const int LifeShift = 32;

    /// <summary>What our Workers let the Manager hold an ask. Seconds.</summary>
    private const int WaitSeconds = 25;

    private readonly Connection _connection = new(manager);
    private readonly string _secret = AccessToken.Create("worker");
    private readonly byte[] _taskId = new byte[36];
    private string _credentials = "";
    private byte[] _askHead = [];
    private long _life;
    private long _ask;

    public Guid Id { get; private set; }

    /// <summary>The attempt of the task that it holds.</summary>
    private int Attempt { get; set; }

    public static string NameOf(int number) => $"bench-{number}";

    /// <summary>Makes itself known to the Manager, once.</summary>
    public async Task RegisterAsync(CancellationToken stop)
    {
        var answer = await PostAsync("register-worker", $"Bearer {joinSecret}", new
        {
            name = NameOf(number),
            secret = _secret,
            platform = "linux",
            supported_task_types = new[] { BenchmarkTasks.TaskType },
        }, stop);
        Id = JsonDocument.Parse(answer.Body).RootElement.GetProperty("uuid").GetGuid();
        _credentials = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Id}:{_secret}"))}";
        _askHead = Head("task", _credentials);
    }

    /// <summary>Begins a new life and reports for work.</summary>
    public async Task SignOnAsync(CancellationToken stop)
    {
        _life++;
        _ask = _life << LifeShift;
        await PostAsync("sign-on", _credentials, new { name = NameOf(number), supported_task_types = new[] { BenchmarkTasks.TaskType }, software_version = "bench" }, stop);
        await PostAsync("state-changed", _credentials, new { status = "awake", life = _life }, stop);
    }

    /// <summary>Asks for a task, as long as the Manager lets it wait.</summary>
    /// <returns>Has it one? Else the wait is over.</returns>
    public async ValueTask<bool> AskAsync(CancellationToken stop)
    {
        var answer = await _connection.SendAsync(_askHead, AskBody(), stop);
        if (answer.Status == 204)
            return false;
        Expect(200, answer, "an ask");
        return Read(answer.Body.Span);
    }

    /// <summary>Asks until it has a task.</summary>
    public async Task<bool> WaitForTaskAsync(CancellationToken stop)
    {
        while (!await AskAsync(stop))
        {
            // The Manager lets nobody wait for ever.
        }

        return true;
    }

    /// <summary>Reports the task that it holds as completed.</summary>
    public async ValueTask CompleteAsync(CancellationToken stop) => Expect(204, await ReportAsync(stop), "a result");

    /// <summary>The same where not all may be well.</summary>
    /// <returns>Was it its task still? Null: to be tried again.</returns>
    public async ValueTask<bool?> TryCompleteAsync(CancellationToken stop) => IsVerdict(await ReportAsync(stop), "a result");

    /// <summary>Asks for a task where not all may be well.</summary>
    /// <returns>Has it one, or is it taken for lost? Null: to be tried again.</returns>
    public async ValueTask<bool?> TryAskAsync(CancellationToken stop)
    {
        var answer = await _connection.SendAsync(_askHead, AskBody(), stop);
        return answer.Status == 204 ? null : IsVerdict(answer, "an ask") is true ? Read(answer.Body.Span) : IsVerdict(answer, "an ask");
    }

    public void Dispose() => _connection.Dispose();

    private ValueTask<Answer> ReportAsync(CancellationToken stop) => _connection.SendAsync(
        Head($"task/{Encoding.ASCII.GetString(_taskId)}", _credentials), Utf8($$"""{"taskStatus":"completed","attempt":{{Attempt}}}"""), stop);

    private bool? IsVerdict(Answer answer, string what) => answer.Status switch
    {
        200 or 204 => true,
        409 or 410 => false,
        408 or 429 or >= 500 => null,
        _ => throw new InvalidOperationException($"Worker {number}: {what} was answered {answer.Status}: {answer.Text}"),
    };

    private byte[] AskBody()
    {
        var ask = ++_ask;
        return Utf8($$"""{"wait_seconds":{{WaitSeconds}},"life":{{_life}},"slot":0,"ask":{{ask}},"attempts":[],"closed":[{"slot":0,"ask":{{ask - 1}}}]}""");
    }

    /// <summary>A task begins with its id and ends with its attempt; nothing else of it matters here.</summary>
    private bool Read(ReadOnlySpan<byte> json)
    {
        var id = "{\"uuid\":\""u8;
        var attempt = "\"attempt\":"u8;
        if (!json.StartsWith(id) || !Utf8Parser.TryParse(json[(json.LastIndexOf(attempt) + attempt.Length)..], out int number, out _))
            throw new InvalidOperationException($"the Manager answered what is no task: {Encoding.UTF8.GetString(json)}");
        json.Slice(id.Length, _taskId.Length).CopyTo(_taskId);
        Attempt = number;
        return true;
    }

    private async Task<Answer> PostAsync(string route, string credentials, object body, CancellationToken stop)
    {
        var answer = await _connection.SendAsync(Head(route, credentials), JsonSerializer.SerializeToUtf8Bytes(body), stop);
        return answer.Status is 200 or 204 ? answer : throw new InvalidOperationException($"{route} was answered {answer.Status}: {answer.Text}");
    }

    private byte[] Head(string route, string credentials) => Utf8(
        $"POST /api/v3/worker/{route} HTTP/1.1\r\nHost: {manager.Authority}\r\nAuthorization: {credentials}\r\nContent-Type: application/json\r\n");

    private void Expect(int status, Answer answer, string what)
    {
        if (answer.Status != status)
            throw new InvalidOperationException($"Worker {number}: {what} was answered {answer.Status}: {answer.Text}");
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
