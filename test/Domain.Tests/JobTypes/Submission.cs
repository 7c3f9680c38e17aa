using System.Text.Json;
using Flamenco.Domain.Compiling;
using Flamenco.JobTypes;
using Shouldly;

namespace Flamenco.Domain.Tests.JobTypes;

/// <summary>A job as it is submitted; settings are changed by <see cref="With"/>.</summary>
internal sealed class Submission
{
    private readonly Dictionary<string, JsonElement> _settings = [];
    private readonly string _type;

    private Submission(string type) => _type = type;

    public string? Etag { get; init; }

    public JobTypeOptions Options { get; init; } = new();

    /// <summary>All settings, hidden ones too, as the Blender add-on sends them.</summary>
    public static Submission OfAShot(JobTypeOptions? options = null, string? etag = null) =>
        new Submission("simple-blender-render") { Options = options ?? new(), Etag = etag }
            .With("frames", "1-10")
            .With("chunk_size", 3)
            .With("render_output_root", "/render/")
            .With("add_path_components", 0)
            .With("render_output_path", "/render/shot one/{timestamp}/######")
            .With("blendfile", "/shots/010/010_anim.flamenco.blend")
            .With("fps", 24.0)
            .With("format", "PNG")
            .With("image_file_extension", ".png")
            .With("has_previews", false)
            .With("scene", "Scene");

    public static Submission OfAnEcho(JobTypeOptions? options = null) =>
        new Submission("echo-sleep-test") { Options = options ?? new() }.With("message", "hello");

    public static Submission Of(string type) => new(type);

    public Submission With(string key, object? value)
    {
        _settings[key] = JsonSerializer.SerializeToElement(value);
        return this;
    }

    public Submission Without(string key)
    {
        _settings.Remove(key);
        return this;
    }

    public async Task<CompileResult> CompileAsync() =>
        await new BuiltInJobTypes(Options).CompileAsync(new JobToCompile(Some.Job(), "shot one", _type, 50, Some.Moment, _settings, Etag));

    public async Task<CompileResult.Compiled> TasksAsync()
    {
        var result = await CompileAsync();
        return result as CompileResult.Compiled
            ?? throw new ShouldAssertException($"not compiled: {string.Join("; ", (result as CompileResult.Rejected)?.Problems ?? [result.ToString()])}");
    }

    public async Task<IReadOnlyList<string>> ProblemsAsync() =>
        (await CompileAsync()).ShouldBeOfType<CompileResult.Rejected>().Problems;
}
