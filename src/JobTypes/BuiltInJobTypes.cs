using Flamenco.Domain.Compiling;
using Flamenco.JobTypes.EchoSleepTest;
using Flamenco.JobTypes.SimpleBlenderRender;

namespace Flamenco.JobTypes;

/// <summary>Compiles jobs of the types that come with the Server.</summary>
public sealed class BuiltInJobTypes(JobTypeOptions options) : IJobCompiler
{
    private readonly Dictionary<string, IBuiltInJobType> _types =
        new IBuiltInJobType[] { new EchoSleepTestType(), new SimpleBlenderRenderType() }.ToDictionary(type => type.Schema.Name);

    public BuiltInJobTypes()
        : this(new JobTypeOptions())
    {
    }

    public ValueTask<IReadOnlyList<JobTypeSchema>> TypesAsync(CancellationToken cancellation = default) =>
        ValueTask.FromResult<IReadOnlyList<JobTypeSchema>>(
            [.. _types.Values.Select(type => type.Schema).OrderBy(schema => schema.Name, StringComparer.Ordinal)]);

    public ValueTask<CompileResult> CompileAsync(JobToCompile job, CancellationToken cancellation = default) =>
        ValueTask.FromResult(Compile(job));

    private CompileResult Compile(JobToCompile job)
    {
        if (!_types.TryGetValue(job.Type, out var type))
            return new CompileResult.Rejected([Unknown(job.Type)]);

        if (!string.IsNullOrEmpty(job.TypeEtag) && job.TypeEtag != type.Schema.Etag)
            return new CompileResult.TypeChanged(job.Type);

        var (settings, problems) = JobSettings.Check(type.Accepted, job.Settings);
        return type.Compile(job, new FilledForm(settings, problems, options.MostTasks));
    }

    private string Unknown(string name) =>
        $"there is no job type \"{name}\"; there are {string.Join(", ", _types.Keys.Order(StringComparer.Ordinal))}";
}
