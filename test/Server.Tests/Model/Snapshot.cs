using Flamenco.Domain.Scheduling;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Model;

/// <summary>Everything that the store says, at one moment.</summary>
internal sealed record Snapshot(JobRow Job, IReadOnlyList<TaskRow> Tasks, IReadOnlyList<StoredTask> Rows, IReadOnlyList<IReadOnlyList<AttemptRow>> Attempts);
