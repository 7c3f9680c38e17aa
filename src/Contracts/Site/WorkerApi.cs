using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Flamenco.Contracts.Site;

/// <summary>
/// The part of a Manager's API that a Worker calls, typed. Expected outcomes are answers, never exceptions; only a canceled
/// <see cref="CancellationToken"/> throws.
/// </summary>
/// <param name="http">
/// Its <see cref="HttpClient.BaseAddress"/> is the Manager's URL, ending in <c>/</c>, a path included. Its
/// <see cref="HttpClient.Timeout"/> must be longer than the longest wait for a task, or infinite.
/// </param>
/// <param name="patience">Gives up on an answer after this; an ask for a task gets its wait on top.</param>
public sealed class WorkerApi(HttpClient http, TimeSpan patience)
{
    private static readonly FlamencoJson Json = FlamencoJson.Default;
    private AuthenticationHeaderValue? _credentials;

    /// <summary>From now on requests are this Worker's.</summary>
    public void Authenticate(Guid worker, string secret) =>
        _credentials = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{worker}:{secret}")));

    /// <summary>Makes a Worker known to its Manager, once in its life.</summary>
    /// <param name="registration">Who wants to be a Worker here.</param>
    /// <param name="joinSecret">The site's join secret; null if the Manager's URL holds it.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ApiAnswer<RegisteredWorker>> RegisterAsync(WorkerRegistration registration, string? joinSecret, CancellationToken cancellation) =>
        CallAsync(
            Request(HttpMethod.Post, "register-worker", Body(registration, Json.WorkerRegistration),
                joinSecret is null ? null : new AuthenticationHeaderValue("Bearer", joinSecret)),
            Json.RegisteredWorker,
            cancellation);

    /// <summary>Answers the status that the Worker is to take.</summary>
    public Task<ApiAnswer<WorkerStateChange>> SignOnAsync(WorkerSignOn signOn, CancellationToken cancellation) =>
        CallAsync(Request(HttpMethod.Post, "sign-on", Body(signOn, Json.WorkerSignOn)), Json.WorkerStateChange, cancellation);

    /// <param name="life">The life that is over.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ApiAnswer<NoBody>> SignOffAsync(long life, CancellationToken cancellation) =>
        CallAsync<NoBody>(Request(HttpMethod.Post, $"sign-off?life={life}"), null, cancellation);

    /// <summary>Is there a status to take? A success without a value: no.</summary>
    public Task<ApiAnswer<WorkerStateChange>> StateAsync(CancellationToken cancellation) =>
        CallAsync(Request(HttpMethod.Get, "state"), Json.WorkerStateChange, cancellation);

    /// <param name="status">The status that is taken.</param>
    /// <param name="life">Which life of the Worker says so.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ApiAnswer<NoBody>> StateChangedAsync(string status, long life, CancellationToken cancellation) =>
        CallAsync<NoBody>(
            Request(HttpMethod.Post, "state-changed", Body(new WorkerStateChanged { Status = status, Life = life }, Json.WorkerStateChanged)),
            null,
            cancellation);

    public Task<ApiAnswer<WorkerAliveAnswer>> AliveAsync(WorkerAlive alive, CancellationToken cancellation) =>
        CallAsync(Request(HttpMethod.Post, "alive", Body(alive, Json.WorkerAlive)), Json.WorkerAliveAnswer, cancellation);

    public async Task<TaskAnswer> AskAsync(TaskAsk ask, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            Request(HttpMethod.Post, "task", Body(ask, Json.TaskAsk)), cancellation, patience + TimeSpan.FromSeconds(ask.WaitSeconds));
        return answer.Status switch
        {
            200 when Read(answer.Body, Json.AssignedTask) is { } task => new TaskAnswer.Assigned(task),
            204 => new TaskAnswer.Nothing(),
            423 when Read(answer.Body, Json.WorkerStateChange) is { } change => new TaskAnswer.StatusRequested(change.StatusRequested),
            401 or 403 or 409 => new TaskAnswer.SignOnAgain(answer.Reason),
            200 or 423 => new TaskAnswer.Unavailable("the Manager's answer could not be read"),
            _ => new TaskAnswer.Unavailable(answer.Reason, answer.RetryAfter),
        };
    }

    public Task<ApiAnswer<NoBody>> UpdateAsync(Guid task, TaskUpdate update, CancellationToken cancellation) =>
        CallAsync<NoBody>(Request(HttpMethod.Post, $"task/{task}", Body(update, Json.TaskUpdate)), null, cancellation);

    /// <summary>Hands over the next bytes of an attempt's log. The same bytes again are fine.</summary>
    /// <param name="attempt">Whose log it is.</param>
    /// <param name="offset">Bytes of this attempt's log that go before this chunk.</param>
    /// <param name="chunk">The bytes; must not change until the answer is there.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<LogAnswer> AppendLogAsync(AttemptRef attempt, long offset, ReadOnlyMemory<byte> chunk, CancellationToken cancellation)
    {
        var content = new ReadOnlyMemoryContent(chunk);
        content.Headers.ContentType = new("application/octet-stream");
        var request = Request(HttpMethod.Put, $"task/{attempt.Task}/log?attempt={attempt.Attempt}&offset={offset}", content);

        var answer = await SendAsync(request, cancellation);
        return answer.Status switch
        {
            >= 200 and < 300 => new LogAnswer.Stored(),
            409 when answer.Problem is null && Read(answer.Body, Json.LogOffset) is { } expected => new LogAnswer.GoOnAt(expected.Offset),
            401 or 403 => new LogAnswer.Unauthorized(answer.Reason),
            var status when Verdicts.IsGone(status, answer.Problem?.Type) => new LogAnswer.Gone(answer.Reason),
            0 or 408 or 429 or >= 500 => new LogAnswer.Unavailable(answer.Reason, answer.RetryAfter),
            404 or 409 or 410 when answer.Problem?.Type is null => new LogAnswer.Unavailable(answer.Reason, answer.RetryAfter),
            _ => new LogAnswer.Refused(answer.Reason),
        };
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? body = null, AuthenticationHeaderValue? credentials = null)
    {
        var request = new HttpRequestMessage(method, $"api/v3/worker/{path}") { Content = body };
        request.Headers.Authorization = credentials ?? _credentials;
        return request;
    }

    private static ByteArrayContent Body<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private async Task<ApiAnswer<T>> CallAsync<T>(HttpRequestMessage request, JsonTypeInfo<T>? type, CancellationToken cancellation)
    {
        var answer = await SendAsync(request, cancellation);
        if (answer.Status is < 200 or >= 300 or 204 || type is null)
            return new(answer.Status, default, answer.Reason) { Type = answer.Problem?.Type, RetryAfter = answer.RetryAfter };
        return Read(answer.Body, type) is { } value ? new(answer.Status, value, "") : new(0, default, "the Manager's answer could not be read");
    }

    private async Task<Answered> SendAsync(
        HttpRequestMessage request, CancellationToken cancellation, TimeSpan? limit = null)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        giveUp.CancelAfter(limit ?? patience);
        using (request)
        {
            try
            {
                using var response = await http.SendAsync(request, giveUp.Token);
                var body = await response.Content.ReadAsByteArrayAsync(giveUp.Token);
                return response.IsSuccessStatusCode
                    ? new((int)response.StatusCode, body, "", null, null)
                    : Refused(response, body);
            }
            // A connection that is reset while it is being made comes as the socket's own exception.
            catch (Exception e) when (e is HttpRequestException or IOException or SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                return new(0, [], e is OperationCanceledException ? "the Manager did not answer in time" : e.Message, null, null);
            }
        }
    }

    private static Answered Refused(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        var problem = response.Content.Headers.ContentType?.MediaType is "application/problem+json" ? Read(body, Json.Problem) : null;
        return new(status, body, problem is null ? $"HTTP status {status}" : $"{status}: {problem.Shown}", problem, response.Headers.RetryAfter?.Delta);
    }

    private static T? Read<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return body.Length == 0 ? default : JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private readonly record struct Answered(int Status, byte[] Body, string Reason, Problem? Problem, TimeSpan? RetryAfter);
}
