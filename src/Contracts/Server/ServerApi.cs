using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Flamenco.Contracts.Http;
using Flamenco.Contracts.Site;

namespace Flamenco.Contracts.Server;

/// <summary>
/// The Server's HTTP API (<c>/api/v1</c>) for people and scripts. Every method throws <see cref="RefusedException"/> for
/// 4xx, <see cref="BrokenAnswerException"/> for 5xx and <see cref="UnreachableException"/> where no answer comes.
/// </summary>
/// <param name="http">Its base address ends with a slash; it carries the person's credentials.</param>
public sealed class ServerApi(HttpClient http)
{
    /// <summary>How many entries of a list are asked for at once.</summary>
    public const int PageSize = 200;

    private const string KeyHeader = "Idempotency-Key";

    private static readonly FlamencoJson Json = FlamencoJson.Default;

    private readonly ApiConnection _connection = new(http);

    /// <summary>Submits a job.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="idempotencyKey">1 to 255 visible ASCII characters. The same key again gets the first answer again, so a lost one may be asked for once more.</param>
    /// <param name="cancellation">Ends the wait, not the job.</param>
    public async Task<Job> SubmitAsync(SubmittedJob job, string idempotencyKey, CancellationToken cancellation = default)
    {
        using var request = Command(HttpMethod.Post, "api/v1/jobs", idempotencyKey);
        request.Content = JsonContent.Create(job, Json.SubmittedJob);
        return await _connection.SendAsync(request, Json.Job, cancellation);
    }

    /// <summary>A part of the list of jobs, the newest first.</summary>
    public Task<JobPage> JobsAsync(int limit = PageSize, string? after = null, CancellationToken cancellation = default) =>
        _connection.GetAsync(Page("api/v1/jobs", limit, after), Json.JobPage, cancellation);

    public Task<Job> JobAsync(Guid job, CancellationToken cancellation = default) =>
        _connection.GetAsync($"api/v1/jobs/{job}", Json.Job, cancellation);

    public Task<TaskPage> TasksAsync(Guid job, int limit = PageSize, string? after = null, CancellationToken cancellation = default) =>
        _connection.GetAsync(Page($"api/v1/jobs/{job}/tasks", limit, after), Json.TaskPage, cancellation);

    public Task<OperationLogPage> OperationLogAsync(Guid job, int limit = PageSize, string? after = null, CancellationToken cancellation = default) =>
        _connection.GetAsync(Page($"api/v1/jobs/{job}/log", limit, after), Json.OperationLogPage, cancellation);

    /// <summary>Workers that get no more tasks of some types of the job.</summary>
    public Task<JobBlocklist> BlocklistAsync(Guid job, CancellationToken cancellation = default) =>
        _connection.GetAsync($"api/v1/jobs/{job}/blocklist", Json.JobBlocklist, cancellation);

    /// <summary>Takes entries from a job's blocklist; what is not on it does no harm. As <see cref="OperateAsync(Guid, JobOperation, string, CancellationToken)"/>.</summary>
    public async Task UnblockAsync(Guid job, JobBlocklist entries, string idempotencyKey, CancellationToken cancellation = default)
    {
        using var request = Command(HttpMethod.Delete, $"api/v1/jobs/{job}/blocklist", idempotencyKey);
        request.Content = JsonContent.Create(entries, Json.JobBlocklist);
        using var response = await _connection.SendAsync(request, cancellation);
    }

    public Task<RenderTask> TaskAsync(Guid task, CancellationToken cancellation = default) =>
        _connection.GetAsync($"api/v1/tasks/{task}", Json.RenderTask, cancellation);

    public Task<WorkerPage> WorkersAsync(int limit = PageSize, string? after = null, CancellationToken cancellation = default) =>
        _connection.GetAsync(Page("api/v1/workers", limit, after), Json.WorkerPage, cancellation);

    public Task<Worker> WorkerAsync(Guid worker, CancellationToken cancellation = default) =>
        _connection.GetAsync($"api/v1/workers/{worker}", Json.Worker, cancellation);

    /// <summary>Why a job, a task or a Worker does what it does.</summary>
    /// <param name="kind">Which of them.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Why> WhyAsync(WhyKind kind, Guid id, CancellationToken cancellation = default) =>
        _connection.GetAsync($"api/v1/{Wire(kind)}s/{id}/why", Json.Why, cancellation);

    /// <summary>All Worker tags, by name.</summary>
    public Task<TagPage> TagsAsync(CancellationToken cancellation = default) => _connection.GetAsync("api/v1/tags", Json.TagPage, cancellation);

    /// <summary>Makes a Worker tag; its name is there once in a site. Sent again, it is refused with 409.</summary>
    public async Task<Tag> CreateTagAsync(NewTag tag, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/tags") { Content = JsonContent.Create(tag, Json.NewTag) };
        return await _connection.SendAsync(request, Json.Tag, cancellation);
    }

    /// <summary>Removes a Worker tag: no Worker has it any more, and jobs that had it are for all Workers.</summary>
    public async Task DeleteTagAsync(Guid tag, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"api/v1/tags/{tag}");
        using var response = await _connection.SendAsync(request, cancellation);
    }

    /// <summary>Says which tags a Worker has, all of them. Sent again, it changes nothing.</summary>
    public async Task TagWorkerAsync(Guid worker, WorkerTagChange tags, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"api/v1/workers/{worker}/tags") { Content = JsonContent.Create(tags, Json.WorkerTagChange) };
        using var response = await _connection.SendAsync(request, cancellation);
    }

    /// <summary>Says which Workers a job is for. As <see cref="OperateAsync(Guid, JobOperation, string, CancellationToken)"/>.</summary>
    public async Task<Job> TagJobAsync(Guid job, JobTagChange tag, string idempotencyKey, CancellationToken cancellation = default)
    {
        using var request = Command(HttpMethod.Post, $"api/v1/jobs/{job}/tag", idempotencyKey);
        request.Content = JsonContent.Create(tag, Json.JobTagChange);
        return await _connection.SendAsync(request, Json.Job, cancellation);
    }

    public Task<ManagerPage> ManagersAsync(int limit = PageSize, string? after = null, CancellationToken cancellation = default) =>
        _connection.GetAsync(Page("api/v1/managers", limit, after), Json.ManagerPage, cancellation);

    public Task<Manager> ManagerAsync(Guid manager, CancellationToken cancellation = default) =>
        _connection.GetAsync($"api/v1/managers/{manager}", Json.Manager, cancellation);

    public Task<AvailableJobTypes> JobTypesAsync(CancellationToken cancellation = default) =>
        _connection.GetAsync("api/v1/job-types", Json.AvailableJobTypes, cancellation);

    /// <summary>Cancels, pauses or resumes a job. Accepted is durable; <see cref="Job.Sweep"/> of the answer says what is still being carried to its tasks.</summary>
    /// <param name="job">Which job.</param>
    /// <param name="operation">What to do.</param>
    /// <param name="idempotencyKey">Chosen anew for each command, the same where it is sent again because its answer was lost. As for <see cref="SubmitAsync"/>.</param>
    /// <param name="cancellation">Ends the wait, not the command.</param>
    public Task<Job> OperateAsync(Guid job, JobOperation operation, string idempotencyKey, CancellationToken cancellation = default) =>
        _connection.SendAsync(Command(HttpMethod.Post, $"api/v1/jobs/{job}/{Wire(operation)}", idempotencyKey), Json.Job, cancellation);

    /// <summary>Queues tasks of a job again: those of <paramref name="what"/>; null: all of a completed job, else what is unfinished. As <see cref="OperateAsync(Guid, JobOperation, string, CancellationToken)"/>.</summary>
    public Task<Job> RequeueAsync(Guid job, RequeueScope? what, string idempotencyKey, CancellationToken cancellation = default) => _connection.SendAsync(
        Command(HttpMethod.Post, $"api/v1/jobs/{job}/requeue{(what is { } scope ? $"?what={Wire(scope)}" : "")}", idempotencyKey), Json.Job, cancellation);

    /// <summary>Gives a job another priority, 0 to 100, higher first. As <see cref="OperateAsync(Guid, JobOperation, string, CancellationToken)"/>.</summary>
    public Task<Job> PrioritizeAsync(Guid job, int priority, string idempotencyKey, CancellationToken cancellation = default)
    {
        var request = Command(HttpMethod.Post, $"api/v1/jobs/{job}/priority", idempotencyKey);
        request.Content = JsonContent.Create(new JobPriorityChange { Priority = priority }, Json.JobPriorityChange);
        return _connection.SendAsync(request, Json.Job, cancellation);
    }

    /// <summary>What deleting a job would remove, and what it would leave.</summary>
    public Task<JobDeletion> DeletionAsync(Guid job, CancellationToken cancellation = default) =>
        _connection.GetAsync($"api/v1/jobs/{job}/deletion", Json.JobDeletion, cancellation);

    /// <summary>Deletes a job. From then on, whoever asks for it is refused with 410. As <see cref="OperateAsync(Guid, JobOperation, string, CancellationToken)"/>.</summary>
    public async Task DeleteAsync(Guid job, string idempotencyKey, CancellationToken cancellation = default)
    {
        using var response = await _connection.SendAsync(Command(HttpMethod.Delete, $"api/v1/jobs/{job}", idempotencyKey), cancellation);
    }

    /// <summary>Cancels one task, or queues it again. As <see cref="OperateAsync(Guid, JobOperation, string, CancellationToken)"/>.</summary>
    public Task<RenderTask> OperateAsync(Guid task, TaskOperation operation, string idempotencyKey, CancellationToken cancellation = default) =>
        _connection.SendAsync(Command(HttpMethod.Post, $"api/v1/tasks/{task}/{Wire(operation)}", idempotencyKey), Json.RenderTask, cancellation);

    /// <summary>Checks everything that must hold in the farm. Reads all of it, which may take a minute in a large one.</summary>
    public Task<DoctorReport> DoctorAsync(CancellationToken cancellation = default) =>
        _connection.GetAsync("api/v1/doctor", Json.DoctorReport, cancellation);

    /// <summary>All tasks of a job, page by page.</summary>
    public async IAsyncEnumerable<TaskSummary> AllTasksAsync(Guid job, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? after = null;
        do
        {
            var page = await TasksAsync(job, PageSize, after, cancellation);
            foreach (var task in page.Tasks)
                yield return task;
            after = page.Next;
        }
        while (after is not null);
    }

    private static HttpRequestMessage Command(HttpMethod method, string path, string idempotencyKey)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add(KeyHeader, idempotencyKey);
        return request;
    }

    private static string Wire<T>(T operation)
        where T : struct, Enum => operation.ToString().ToLowerInvariant();

    private static string Page(string path, int limit, string? after) =>
        after is null ? $"{path}?limit={limit}" : $"{path}?limit={limit}&after={Uri.EscapeDataString(after)}";
}
