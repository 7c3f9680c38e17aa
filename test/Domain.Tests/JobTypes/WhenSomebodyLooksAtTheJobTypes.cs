using Flamenco.Domain.Compiling;
using Flamenco.JobTypes;
using Shouldly;

namespace Flamenco.Domain.Tests.JobTypes;

public class WhenSomebodyLooksAtTheJobTypes
{
    [Fact]
    public async Task they_are_listed_by_name() =>
        (await TypesAsync()).Select(type => type.Name).ShouldBe(["echo-sleep-test", "simple-blender-render"]);

    [Fact]
    public async Task the_form_of_a_render_is_the_one_that_the_add_on_knows() =>
        (await TypesAsync())[1].Settings.Select(Flags).ShouldBe(
        [
            "frames Text required visible eval link",
            "chunk_size Int32 submission default=1",
            "render_output_root Text dir_path required submission",
            "add_path_components Int32 required submission default=0 0..32",
            "render_output_path Text file_path visible eval fixed",
            "blendfile Text required web",
            "fps Float hidden eval",
            "format Text required web eval",
            "image_file_extension Text required hidden eval",
            "has_previews Bool hidden eval",
            "scene Text required web eval",
        ]);

    [Fact]
    public async Task the_form_of_an_echo_is_the_one_that_the_add_on_knows() =>
        (await TypesAsync())[0].Settings.Select(Flags).ShouldBe(
        [
            "message Text required visible",
            "sleep_duration_seconds Int32 visible default=1",
            "sleep_repeats Int32 visible default=1",
        ]);

    [Fact]
    public async Task the_etag_is_a_digest_that_stays_while_the_form_does()
    {
        var (first, second) = (await TypesAsync(), await TypesAsync());

        first.Select(type => type.Etag).ShouldBe(second.Select(type => type.Etag));
        first.Select(type => type.Etag).ShouldBeUnique();
        first.ShouldAllBe(type => type.Etag.Length == 40 && type.Etag.All(char.IsAsciiHexDigitLower));
    }

    [Fact]
    public async Task a_job_with_the_etag_that_is_listed_is_taken() =>
        (await Submission.OfAShot(etag: (await TypesAsync())[1].Etag).CompileAsync()).ShouldBeOfType<CompileResult.Compiled>();

    private static ValueTask<IReadOnlyList<JobTypeSchema>> TypesAsync() => new BuiltInJobTypes().TypesAsync();

    private static string Flags(SettingSchema setting) => string.Join(' ', new[]
    {
        setting.Key, setting.Kind.ToString(), setting.Subtype, setting.Required ? "required" : null, setting.Visible,
        setting.Eval is null ? null : "eval", setting.EvalDescription is null ? null : "link", setting.Editable ? null : "fixed",
        setting.Default is { } standard ? $"default={standard}" : null, setting.Min is null ? null : $"{setting.Min}..{setting.Max}",
    }.Where(flag => flag is not null));
}
