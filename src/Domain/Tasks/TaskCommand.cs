using System.Text.Json;

namespace Flamenco.Domain.Tasks;

/// <summary>The smallest step of a task: what a Worker executes.</summary>
/// <param name="Name">Which command, for example <c>blender-render</c>.</param>
/// <param name="Parameters">A JSON object; its members depend on the command.</param>
/// <param name="TotalStepCount">Steps that the command reports by itself (frames); 0 if it reports none. Not negative.</param>
public sealed record TaskCommand(string Name, JsonElement Parameters, int TotalStepCount = 0)
{
    /// <summary>What this command adds to its task's steps: a command that reports none counts as one, when it ends.</summary>
    public int Steps => Math.Max(1, TotalStepCount);
}
