using System.Text.Json;
using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Access;
using Flamenco.Grains.Interfaces.Farm;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Tasks;

namespace Flamenco.Http.Translation;

/// <summary>Between what grains say of jobs and tasks and what stands in the HTTP contracts.</summary>
public static class JobTranslation
{
    private const string FirstStatus = "queued";
    private const string PausedStatus = "paused";
    private const int MostPriority = 100;
    private const int LongestName = 500;

    /// <summary>What is wrong with a submission apart from its settings; empty: nothing.</summary>
    public static IReadOnlyList<string> ShapeProblems(SubmittedJob job)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(job.Name))
            problems.Add("the job's name is empty");
        if (job.Name.Length > LongestName)
            problems.Add($"the job's name is longer than {LongestName} characters");
        if (job.Name.Any(char.IsControl))
            problems.Add("the job's name holds a control character");
        if (job.Priority is < 0 or > MostPriority)
            problems.Add($"the priority is {job.Priority}; it must be 0 to {MostPriority}");
        if (job.InitialStatus is not (null or "" or FirstStatus or PausedStatus))
            problems.Add($"the initial status is \"{job.InitialStatus}\"; it must be {FirstStatus} or {PausedStatus}");
        if (!string.IsNullOrEmpty(job.WorkerTag) && !Guid.TryParse(job.WorkerTag, out _))
            problems.Add("worker_tag must be the id of one of the site's tags, or be left out");
        foreach (var (key, value) in job.Metadata ?? new Dictionary<string, string>())
        {
            if (key.Any(char.IsControl) || value is null || value.Contains('\0', StringComparison.Ordinal))
                problems.Add($"the metadata \"{new string([.. key.Where(c => !char.IsControl(c))])}\" holds a control character or no text");
        }

        foreach (var (key, value) in job.Settings ?? new Dictionary<string, JsonElement>())
        {
            if (!IsText(value))
                problems.Add($"the setting \"{key}\" holds half a character (an unpaired surrogate) or bytes that are not UTF-8");
        }

        if (job.Storage?.ShamanCheckoutId?.Any(char.IsControl) is true)
            problems.Add("the checkout id holds a control character");

        return problems;
    }

    public static SubmitJob ToSubmit(this SubmittedJob job, ManagerId manager, Actor actor, string? idempotencyKey) => new()
    {
        Name = job.Name.Trim(),
        Type = job.Type,
        Priority = job.Priority,
        Settings = JsonSerializer.Serialize(job.Settings ?? new Dictionary<string, JsonElement>()),
        Metadata = job.Metadata ?? new Dictionary<string, string>(),
        TypeEtag = job.TypeEtag,
        ShamanCheckoutId = job.Storage?.ShamanCheckoutId,
        WorkerTag = Guid.TryParse(job.WorkerTag, out var tag) ? tag.ToString() : null,
        Paused = job.InitialStatus == PausedStatus,
        Manager = manager,
        IdempotencyKey = idempotencyKey,
        Actor = actor,
    };

    /// <summary>A job with everything that the Server API says of it.</summary>
    public static Job ToServerJob(this JobView job) => job.ToSiteJob() with
    {
        Manager = job.Manager.Value,
        SubmittedBy = job.SubmittedBy,
        TaskCounts = job.TaskCounts,
        Sweep = job.Sweep is { } sweep ? new JobSweep { What = sweep.What, Reached = sweep.Reached, Tasks = job.TaskCounts.Values.Sum() } : null,
        StepsByType = job.StepsByType.Count == 0
            ? null
            : job.StepsByType.ToDictionary(pair => pair.Key, pair => new StepCount { Completed = pair.Value.Completed, Total = pair.Value.Total }),
    };

    /// <summary>A job as Flamenco 3 clients know it.</summary>
    public static Job ToSiteJob(this JobView job) => new()
    {
        Id = job.Id.Value,
        Name = job.Name,
        Type = job.Type,
        Priority = job.Priority,
        SubmitterPlatform = "",
        Settings = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(job.Settings),
        Metadata = job.Metadata,
        Storage = job.ShamanCheckoutId is null ? null : new JobStorage { ShamanCheckoutId = job.ShamanCheckoutId },
        WorkerTag = job.WorkerTag,
        Created = job.Created,
        Updated = job.Updated,
        Status = job.Status,
        Activity = job.Activity,
        StepsCompleted = job.StepsCompleted,
        StepsTotal = job.StepsTotal,
    };

    public static TaskSummary ToSummary(this TaskListView task) => new()
    {
        Id = task.Id.Value,
        Name = task.Name,
        Status = task.Status,
        IndexInJob = task.Id.Number,
        Priority = task.Priority,
        TaskType = task.TaskType,
        Updated = task.Updated,
        StepsCompleted = task.StepsCompleted,
        StepsTotal = task.StepsTotal,
        Worker = task.Worker?.ToTaskWorker(),
        Activity = task.Activity,
    };

    public static RenderTask ToRenderTask(this TaskView task) => new()
    {
        Id = task.Id.Value,
        Created = task.Created,
        Updated = task.Updated,
        JobId = task.Id.Job.Value,
        IndexInJob = task.Id.Number,
        Name = task.Name,
        Status = task.Status,
        Priority = task.Priority,
        TaskType = task.TaskType,
        Activity = task.Activity,
        Commands = Commands(task.Commands),
        StepsCompleted = task.StepsCompleted,
        StepsTotal = task.StepsTotal,
        Worker = task.Worker?.ToTaskWorker(),
        LastTouched = task.Updated,
        FailedByWorkers = [.. task.FailedBy.Select(ToTaskWorker)],
        Attempt = task.Attempt,
        Attempts = [.. task.Attempts.Select(ToTaskAttempt)],
        DependsOn = [.. task.DependsOn.Select(id => id.Value)],
    };

    /// <summary>Commands as they are stored.</summary>
    public static IReadOnlyList<Command> Commands(string json) =>
        JsonSerializer.Deserialize(json, FlamencoJson.Default.IReadOnlyListCommand) ?? [];

    /// <summary>A job type as Flamenco 3 clients know it.</summary>
    public static AvailableJobType ToAvailableJobType(this JobTypeView view)
    {
        var type = JsonSerializer.Deserialize<JobTypeSchema>(view.Json) ?? throw new JsonException($"job type {view.Name} has no schema");
        return new AvailableJobType
        {
            Name = type.Name,
            Label = type.Label,
            Description = type.Description,
            Etag = type.Etag,
            Settings = [.. type.Settings.Select(ToAvailableJobSetting)],
        };
    }

    /// <summary>Is every text in it one? JSON is valid that holds what no text can be, as <c>"\ud800"</c>.</summary>
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Array => value.EnumerateArray().All(IsText),
                JsonValueKind.Object => value.EnumerateObject().All(member => member.Name is not null && IsText(member.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static AvailableJobSetting ToAvailableJobSetting(SettingSchema setting) => new()
    {
        Key = setting.Key,
        Type = setting.Kind switch
        {
            SettingKind.Int32 => "int32",
            SettingKind.Float => "float",
            SettingKind.Bool => "bool",
            _ => "string",
        },
        Subtype = setting.Subtype,
        Choices = setting.Choices.Count == 0 ? null : setting.Choices,
        Propargs = Propargs(setting),
        Description = setting.Description,
        Label = setting.Label,
        Default = setting.Default,
        Eval = setting.Eval,
        EvalInfo = setting.EvalDescription is null ? null : new EvalInfo { ShowLinkButton = true, Description = setting.EvalDescription },
        Visible = setting.Visible,
        Required = setting.Required,
        Editable = setting.Editable,
    };

    private static Dictionary<string, JsonElement>? Propargs(SettingSchema setting)
    {
        var propargs = new Dictionary<string, JsonElement>();
        if (setting.Min is { } min)
            propargs["min"] = Number(setting, min);
        if (setting.Max is { } max)
            propargs["max"] = Number(setting, max);
        return propargs.Count == 0 ? null : propargs;
    }

    private static JsonElement Number(SettingSchema setting, double value) => setting.Kind is SettingKind.Int32
        ? JsonSerializer.SerializeToElement((long)value)
        : JsonSerializer.SerializeToElement(value);

    private static TaskWorker ToTaskWorker(this WorkerRef worker) =>
        new() { Id = worker.Id.ToString(), Name = worker.Name, Address = worker.Address };

    private static TaskAttempt ToTaskAttempt(AttemptView attempt) => new()
    {
        Attempt = attempt.Attempt,
        Worker = attempt.Worker.Value,
        Outcome = attempt.Outcome,
        Assigned = attempt.Assigned,
        Ended = attempt.Ended,
        Reason = attempt.Reason,
    };
}
