using Flamenco.Domain.Identity;

namespace Flamenco.Grains.Interfaces;

// The domain knows nothing of Orleans, so its ids travel as surrogates.

[GenerateSerializer, Alias(WireNames.JobId)]
public struct JobIdSurrogate
{
    [Id(0)]
    public Guid Value { get; set; }
}

[RegisterConverter]
public sealed class JobIdConverter : IConverter<JobId, JobIdSurrogate>
{
    public JobId ConvertFromSurrogate(in JobIdSurrogate surrogate) => JobId.From(surrogate.Value) ?? default;

    public JobIdSurrogate ConvertToSurrogate(in JobId value) => new() { Value = value.Value };
}

[GenerateSerializer, Alias(WireNames.TaskId)]
public struct TaskIdSurrogate
{
    [Id(0)]
    public Guid Value { get; set; }
}

[RegisterConverter]
public sealed class TaskIdConverter : IConverter<TaskId, TaskIdSurrogate>
{
    public TaskId ConvertFromSurrogate(in TaskIdSurrogate surrogate) => TaskId.From(surrogate.Value) ?? default;

    public TaskIdSurrogate ConvertToSurrogate(in TaskId value) => new() { Value = value.Value };
}

[GenerateSerializer, Alias(WireNames.WorkerId)]
public struct WorkerIdSurrogate
{
    [Id(0)]
    public Guid Value { get; set; }
}

[RegisterConverter]
public sealed class WorkerIdConverter : IConverter<WorkerId, WorkerIdSurrogate>
{
    public WorkerId ConvertFromSurrogate(in WorkerIdSurrogate surrogate) => new(surrogate.Value);

    public WorkerIdSurrogate ConvertToSurrogate(in WorkerId value) => new() { Value = value.Value };
}

[GenerateSerializer, Alias(WireNames.ManagerId)]
public struct ManagerIdSurrogate
{
    [Id(0)]
    public Guid Value { get; set; }
}

[RegisterConverter]
public sealed class ManagerIdConverter : IConverter<ManagerId, ManagerIdSurrogate>
{
    public ManagerId ConvertFromSurrogate(in ManagerIdSurrogate surrogate) => new(surrogate.Value);

    public ManagerIdSurrogate ConvertToSurrogate(in ManagerId value) => new() { Value = value.Value };
}

[GenerateSerializer, Alias(WireNames.TagId)]
public struct TagIdSurrogate
{
    [Id(0)]
    public Guid Value { get; set; }
}

[RegisterConverter]
public sealed class TagIdConverter : IConverter<TagId, TagIdSurrogate>
{
    public TagId ConvertFromSurrogate(in TagIdSurrogate surrogate) => new(surrogate.Value);

    public TagIdSurrogate ConvertToSurrogate(in TagId value) => new() { Value = value.Value };
}
