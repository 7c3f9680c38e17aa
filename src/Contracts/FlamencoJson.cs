using System.Text.Json;
using System.Text.Json.Serialization;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;

namespace Flamenco.Contracts;

/// <summary>How everything on both APIs is written: snake_case, and what is absent is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(WorkerRegistration))]
[JsonSerializable(typeof(RegisteredWorker))]
[JsonSerializable(typeof(WorkerSignOn))]
[JsonSerializable(typeof(WorkerStateChange))]
[JsonSerializable(typeof(WorkerStateChanged))]
[JsonSerializable(typeof(TaskAsk))]
[JsonSerializable(typeof(WorkerAlive))]
[JsonSerializable(typeof(WorkerAliveAnswer))]
[JsonSerializable(typeof(AssignedTask))]
[JsonSerializable(typeof(IReadOnlyList<Command>))]
[JsonSerializable(typeof(TaskUpdate))]
[JsonSerializable(typeof(MayKeepRunning))]
[JsonSerializable(typeof(LogOffset))]
[JsonSerializable(typeof(SubmittedJob))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(JobStatusChange))]
[JsonSerializable(typeof(JobPriorityChange))]
[JsonSerializable(typeof(JobDeletion))]
[JsonSerializable(typeof(JobDeletionInfo))]
[JsonSerializable(typeof(JobMassDeletionSelection))]
[JsonSerializable(typeof(TaskStatusChange))]
[JsonSerializable(typeof(JobBlocklist))]
[JsonSerializable(typeof(IReadOnlyList<JobBlocklistEntry>))]
[JsonSerializable(typeof(AvailableJobTypes))]
[JsonSerializable(typeof(AvailableJobType))]
[JsonSerializable(typeof(JobTasks))]
[JsonSerializable(typeof(RenderTask))]
[JsonSerializable(typeof(TaskLogInfo))]
[JsonSerializable(typeof(FlamencoVersion))]
[JsonSerializable(typeof(ManagerConfiguration))]
[JsonSerializable(typeof(SharedStorageLocation))]
[JsonSerializable(typeof(WorkerTagList))]
[JsonSerializable(typeof(WorkerTag))]
[JsonSerializable(typeof(WorkerTagChange))]
[JsonSerializable(typeof(JobTagChange))]
[JsonSerializable(typeof(Why))]
[JsonSerializable(typeof(TagPage))]
[JsonSerializable(typeof(Tag))]
[JsonSerializable(typeof(NewTag))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(TaskPage))]
[JsonSerializable(typeof(Worker))]
[JsonSerializable(typeof(WorkerPage))]
[JsonSerializable(typeof(Manager))]
[JsonSerializable(typeof(ManagerPage))]
[JsonSerializable(typeof(OperationLogPage))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(ClusterGateways))]
[JsonSerializable(typeof(Endpoints))]
public sealed partial class FlamencoJson : JsonSerializerContext
{
    /// <summary>The same, indented, for people.</summary>
    public static FlamencoJson Indented { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    });
}
