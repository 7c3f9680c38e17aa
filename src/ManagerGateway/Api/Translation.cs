using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Http.Translation;

namespace Flamenco.ManagerGateway.Api;

/// <summary>Between what Workers send and what grains take.</summary>
internal static class Translation
{
    /// <summary>The attempts of a list; null if one of them names no task. No list is an empty one.</summary>
    public static List<HeldAttempt>? Held(IReadOnlyList<AttemptRef?>? attempts)
    {
        var held = new List<HeldAttempt>();
        foreach (var attempt in attempts ?? [])
        {
            if (attempt is null || TaskId.From(attempt.Task) is not { } task)
                return null;
            held.Add(new HeldAttempt(task, attempt.Attempt));
        }

        return held;
    }

    /// <summary>The closed asks of a list; what names none says nothing.</summary>
    public static List<ClosedSlot> Closed(IReadOnlyList<ClosedAsk?>? closed) =>
        [.. (closed ?? []).OfType<ClosedAsk>().Select(ask => new ClosedSlot(ask.Slot, ask.Ask))];

    /// <summary>A task as its Worker gets it, with the site's variables expanded for its platform.</summary>
    public static AssignedTask Assigned(AssignedTaskView task, SiteSettings settings, string platform) => new()
    {
        Uuid = task.Alias ?? task.Id.Value,
        Job = task.Id.Job.Value,
        Name = task.Name,
        Status = "active",
        Priority = task.Priority,
        JobPriority = task.JobPriority,
        JobType = task.JobType,
        TaskType = task.TaskType,
        Commands = [.. JobTranslation.Commands(task.Commands).Select(command => CommandExpansion.Expand(command, settings.Variables, platform))],
        StepsCompleted = 0,
        StepsTotal = task.StepsTotal,
        Attempt = task.Attempt,
    };
}
