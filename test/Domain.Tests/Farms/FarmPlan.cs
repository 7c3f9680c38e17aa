using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests.Farms;

/// <summary>A whole farm, and what happens on it. Numbers of jobs, tasks and Workers count around, so that any number means one.</summary>
internal sealed record FarmPlan(
    IReadOnlyList<JobPlan> Jobs,
    IReadOnlyList<WorkerProfile> Workers,
    FailurePolicy Failures,
    JobFailurePolicy JobFailures,
    IReadOnlyList<Step> Steps)
{
    /// <summary>All of it, for whoever has to find out why a property does not hold.</summary>
    public override string ToString() => string.Join(
        '\n',
        Jobs.Select((job, index) => $"job {index}: {job}")
            .Concat(Workers.Select((worker, index) => $"worker {index}: {string.Join('+', worker.TaskTypes)} tags {string.Join('+', worker.Tags)}"))
            .Append($"{Failures}, {JobFailures}")
            .Concat(Steps.Select(step => step.ToString())));
}

internal sealed record JobPlan(JobId Id, int Priority, DateTimeOffset Created, string? Tag, IReadOnlyList<TaskPlan> Tasks)
{
    public override string ToString() => $"priority {Priority}, of {Created:HH:mm}, tag {Tag ?? "none"}: {string.Join(", ", Tasks)}";
}

internal sealed record TaskPlan(string Type, int Priority, IReadOnlyList<uint> DependsOn)
{
    public override string ToString() => $"{Type} {Priority} after [{string.Join(' ', DependsOn)}]";
}

/// <summary>Something that happens. Exactly one of these.</summary>
internal abstract record Step
{
    /// <summary>A Worker that is free asks for a task. What it does not run any more is dead.</summary>
    public sealed record Ask(int Worker) : Step;

    /// <summary>A Worker completes what it runs.</summary>
    public sealed record Complete(int Worker) : Step;

    public sealed record Fail(int Worker) : Step;

    /// <summary>A Worker is lost with what it runs.</summary>
    public sealed record Expire(int Worker) : Step;

    /// <summary>A result of an attempt that has ended arrives once more, or too late.</summary>
    public sealed record LateResult(int Job, int Task, int Attempt, bool Completed) : Step;

    public sealed record Command(int Job, JobCommand What) : Step;

    public sealed record CommandTask(int Job, int Task, SingleTaskCommand What) : Step;

    public sealed record Prioritize(int Job, int Priority) : Step;

    /// <summary>What is under way reaches the next tasks.</summary>
    public sealed record Sweep(int Job) : Step;

    /// <summary>A person lets a Worker back in.</summary>
    public sealed record Unblock(int Job, int Entry) : Step;

    /// <summary>The job looks for what it missed.</summary>
    public sealed record Beat(int Job) : Step;

    /// <summary>A notice about a task arrives once more.</summary>
    public sealed record LateNotice(int Job, int Notice) : Step;

    /// <summary>An offer arrives once more.</summary>
    public sealed record LateOffer(int Offer) : Step;
}
