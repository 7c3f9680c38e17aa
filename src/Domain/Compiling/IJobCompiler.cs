using System.Text.Json;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Compiling;

/// <summary>Turns a job into its tasks, once. The seam between the Server and whatever job types are made of.</summary>
public interface IJobCompiler
{
    /// <summary>The job types that can be used now, sorted by name.</summary>
    ValueTask<IReadOnlyList<JobTypeSchema>> TypesAsync(CancellationToken cancellation = default);

    /// <summary>Compiles without storing anything. Whatever is wrong with the job is in the result, not in an exception.</summary>
    ValueTask<CompileResult> CompileAsync(JobToCompile job, CancellationToken cancellation = default);
}

/// <summary>What a compiler knows of a job.</summary>
/// <param name="Id">The job's id; its tasks' ids follow from it.</param>
/// <param name="Name">For people, and for file names.</param>
/// <param name="Type">The job type's name.</param>
/// <param name="Priority">Higher first.</param>
/// <param name="Created">With the offset of the site's time zone.</param>
/// <param name="Settings">As submitted; the compiler checks them against the type's schema.</param>
/// <param name="TypeEtag">The etag of the type that the submitter knew; null or empty: any.</param>
public sealed record JobToCompile(
    JobId Id,
    string Name,
    string Type,
    int Priority,
    DateTimeOffset Created,
    IReadOnlyDictionary<string, JsonElement> Settings,
    string? TypeEtag = null);

/// <summary>What compiling leads to. Exactly one of these.</summary>
public abstract record CompileResult
{
    /// <summary>The job in tasks.</summary>
    /// <param name="Settings">The settings as the job keeps them: defaults and values of the compiler filled in.</param>
    /// <param name="Tasks">In order; their numbers are 1, 2, 3, … At least one.</param>
    public sealed record Compiled(IReadOnlyDictionary<string, JsonElement> Settings, IReadOnlyList<CompiledTask> Tasks) : CompileResult;

    /// <summary>The job can not be compiled as it is; everything that is wrong with it, for the artist.</summary>
    public sealed record Rejected(IReadOnlyList<string> Problems) : CompileResult;

    /// <summary>The job type has changed since the submitter looked at it.</summary>
    public sealed record TypeChanged(string Type) : CompileResult;
}

/// <summary>A task as its job type made it.</summary>
/// <param name="Number">Unique in the job, from 1; see <see cref="TaskId"/>.</param>
/// <param name="Name">For people.</param>
/// <param name="Type">Which Workers can run it: <c>blender</c>, <c>ffmpeg</c>, <c>file-management</c>, <c>misc</c>, …</param>
/// <param name="Priority">Within its job, higher first.</param>
/// <param name="Commands">In the order of execution.</param>
/// <param name="DependsOn">Numbers of tasks that must be completed first.</param>
public sealed record CompiledTask(
    uint Number, string Name, string Type, int Priority, IReadOnlyList<TaskCommand> Commands, IReadOnlyList<uint> DependsOn)
{
    public int StepsTotal => Commands.Sum(command => command.Steps);
}
