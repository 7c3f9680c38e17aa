using Flamenco.Domain.Identity;

namespace Flamenco.Storage.Tasks;

/// <summary>The commands of compiled tasks, kept once per job in compressed pages.</summary>
public interface ICommandStore
{
    /// <summary>The task's commands as a JSON array; null if there is no such task.</summary>
    Task<string?> CommandsAsync(TaskId task, CancellationToken cancellation = default);
}
