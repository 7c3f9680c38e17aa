using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Tasks;

namespace Flamenco.Benchmarks.Roles;

/// <summary>
/// The one job type of a benchmark's Server: as many tasks as wanted, each with the command of an ordinary frame. Compiled in, and
/// each task made when it is looked at, so that what is measured is the Server and not a script.
/// </summary>
internal sealed class BenchmarkTasks : IJobCompiler
{
    public const string Type = "benchmark";
    public const string TaskType = "blender";
    private const string Tasks = "tasks";

    private static readonly JobTypeSchema Schema = new(
        Type, "Benchmark", "Tasks like those of a render, for measurements only",
        [new SettingSchema(Tasks, SettingKind.Int32) { Required = true, Min = 1 }], Etag: "benchmark-1");

    public ValueTask<IReadOnlyList<JobTypeSchema>> TypesAsync(CancellationToken cancellation = default) =>
        ValueTask.FromResult<IReadOnlyList<JobTypeSchema>>([Schema]);

    public ValueTask<CompileResult> CompileAsync(JobToCompile job, CancellationToken cancellation = default)
    {
        var (settings, problems) = JobSettings.Check(Schema, job.Settings);
        return ValueTask.FromResult<CompileResult>(job.Type != Type
            ? new CompileResult.Rejected([$"there is no job type \"{job.Type}\"; there is {Type}"])
            : problems.Count > 0
                ? new CompileResult.Rejected(problems)
                : new CompileResult.Compiled(settings.Values, new Frames(settings.Int32(Tasks))));
    }

    private sealed class Frames(int count) : IReadOnlyList<CompiledTask>
    {
        private readonly CompiledTask _first = Frame(1);

        public int Count => count;

        public CompiledTask this[int index] => index == 0 ? _first : Frame(index + 1);

        public IEnumerator<CompiledTask> GetEnumerator()
        {
            for (var index = 0; index < count; index++)
                yield return this[index];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private static CompiledTask Frame(int number)
        {
            var frame = number.ToString(CultureInfo.InvariantCulture);
            return new CompiledTask((uint)number, $"render-{frame}", TaskType, 50, [new TaskCommand("blender-render", Parameters(frame), 1)], []);
        }

        private static JsonElement Parameters(string frame)
        {
            var json = Encoding.UTF8.GetBytes($$"""
                {"exe":"{blender}","exeArgs":"{blenderArgs}","argsBefore":[],"blendfile":"/shared/project/shots/010_0020/010_0020.lighting.blend","args":["--scene","Scene","--render-output","/shared/render/010_0020/frames.part/######","--render-format","OPEN_EXR","--render-frame","{{frame}}"]}
                """);
            var reader = new Utf8JsonReader(json);
            return JsonElement.ParseValue(ref reader);
        }
    }
}
