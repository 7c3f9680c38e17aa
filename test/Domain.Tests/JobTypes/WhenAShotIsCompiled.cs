using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Frames;
using Shouldly;

namespace Flamenco.Domain.Tests.JobTypes;

public class WhenAShotIsCompiled
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("png")]
    [InlineData("exr-with-previews")]
    public async Task its_command_lines_are_those_that_are_on_file(string name)
    {
        var submission = Submission.OfAShot();
        if (name == "exr-with-previews")
            submission.With("frames", "1..4,12,30-31").With("format", "OPEN_EXR_MULTILAYER").With("image_file_extension", ".exr").With("has_previews", true)
                .With("fps", 23.976).With("scene", "").With("render_output_path", @"S:\render\{timestamp}\shot_####").With("blendfile", "{shots}/010.blend");

        var compiled = await submission.TasksAsync();

        var golden = Path.Combine(AppContext.BaseDirectory, "JobTypes", $"simple-blender-render.{name}.golden.txt");
        Printed(compiled).ShouldBe(await File.ReadAllTextAsync(golden));
    }

    [Fact]
    public async Task there_is_a_task_a_chunk_and_then_a_video()
    {
        var compiled = await Submission.OfAShot().TasksAsync();

        compiled.Tasks.Select(task => task.Name).ShouldBe(["render-1-3", "render-4-6", "render-7-9", "render-10", "preview-video"]);
        compiled.Tasks.Select(task => task.Type).ShouldBe(["blender", "blender", "blender", "blender", "ffmpeg"]);
        compiled.Tasks.Select(task => task.Number).ShouldBe([1u, 2u, 3u, 4u, 5u]);
        compiled.Tasks[^1].DependsOn.ShouldBe([1u, 2u, 3u, 4u]);
    }

    [Fact]
    public async Task the_steps_of_a_task_are_its_frames_and_the_video_is_one() =>
        (await Submission.OfAShot().TasksAsync()).Tasks.Select(task => task.StepsTotal).ShouldBe([3, 3, 3, 1, 1]);

    [Fact]
    public async Task the_sites_time_of_submission_stands_in_the_output_path_from_then_on() =>
        (await Submission.OfAShot().TasksAsync()).Settings["render_output_path"].GetString().ShouldBe("/render/shot one/2026-11-05_143009/######");

    [Fact]
    public async Task a_setting_that_was_left_out_has_its_default() =>
        (await Submission.OfAShot().Without("chunk_size").TasksAsync()).Settings["chunk_size"].GetInt32().ShouldBe(1);

    [Theory]
    [InlineData("1", "PNG", 24.0, false)] // one frame is no video
    [InlineData("1-2", "PNG", 24.0, true)]
    [InlineData("1-2", "PNG", 0.0, false)] // unknown frame rate
    [InlineData("1-2", "EXR", 24.0, false)] // FFmpeg reads no EXR well, and there are no previews
    [InlineData("1-2", "MULTILAYER", 24.0, false)]
    [InlineData("1-2", "OPEN_EXR", 24.0, false)]
    [InlineData("1-2", "OPEN_EXR_MULTILAYER", 24.0, false)]
    public async Task there_is_a_video_only_of_several_frames_that_ffmpeg_reads(string frames, string format, double fps, bool expected) =>
        (await Submission.OfAShot().With("frames", frames).With("format", format).With("fps", fps).TasksAsync())
            .Tasks.Any(task => task.Name == "preview-video").ShouldBe(expected);

    [Fact]
    public async Task without_a_scene_the_files_active_one_is_rendered() =>
        (await Submission.OfAShot().Without("scene").TasksAsync()).Tasks[0].Commands[0].Parameters.GetProperty("args")[0].GetString()
            .ShouldBe("--python-expr");

    [Theory]
    [InlineData("1-10", "010_anim-1-10.mp4")]
    [InlineData("1..10", "010_anim-1..10.mp4")]
    [InlineData(" 5 - 9", "010_anim-5 - 9.mp4")]
    [InlineData("30,1-10", "010_anim-1-30.mp4")]
    public async Task the_video_is_named_after_file_and_frames(string frames, string name) =>
        (await Submission.OfAShot().With("frames", frames).TasksAsync())
            .Tasks[^1].Commands[0].Parameters.GetProperty("outputFile").GetString().ShouldBe($"/render/shot one/2026-11-05_143009/{name}");

    [Theory]
    [InlineData("/######", "/######", "/*.png")]
    [InlineData("/a//b/./######", "/a/b/######", "/a/b/*.png")]
    [InlineData(@"C:\a\b\######", "C:/a/b/######", "C:/a/b/*.png")]
    [InlineData(@"{renders}\######", "{renders}/######", "{renders}/*.png")]
    public async Task paths_are_written_with_slashes_on_every_platform(string path, string output, string glob)
    {
        var tasks = (await Submission.OfAShot().With("render_output_path", path).TasksAsync()).Tasks;

        Arguments(tasks[0]).SkipWhile(argument => argument != "--render-output").ElementAt(1).ShouldBe(output);
        tasks[^1].Commands[0].Parameters.GetProperty("inputGlob").GetString().ShouldBe(glob);
    }

    [Fact]
    public async Task a_scene_that_is_named_like_an_option_stands_where_a_value_belongs()
    {
        var arguments = Arguments((await Submission.OfAShot().With("scene", "--python-expr").TasksAsync()).Tasks[0]);

        arguments[..2].ShouldBe(["--scene", "--python-expr"]);
    }

    [Fact]
    public void the_frames_of_its_tasks_are_the_frames_that_were_asked_for() =>
        Gen.Select(Some.FrameLists, Gen.Int[1, 9]).Sample((frames, size) =>
        {
            var range = FrameRange.Of(frames);
            var compiled = Submission.OfAShot().With("frames", range.ToString()).With("chunk_size", size).TasksAsync().GetAwaiter().GetResult();
            var rendered = compiled.Tasks.Where(task => task.Type == "blender").SelectMany(task => FrameRange.Parse(Arguments(task)[^1]).Frames);
            return rendered.SequenceEqual(range.Frames);
        }, iter: 100);

    private static List<string> Arguments(CompiledTask task) =>
        [.. task.Commands[0].Parameters.GetProperty("args").EnumerateArray().Select(argument => argument.ToString())];

    private static string Printed(CompileResult.Compiled compiled) => string.Concat(compiled.Tasks.Select(task =>
        $"{task.Number} {task.Name} ({task.Type}, priority {task.Priority}, after {(task.DependsOn.Count == 0 ? "nothing" : string.Join(" ", task.DependsOn))})\n"
        + string.Concat(task.Commands.Select(command =>
            $"  {command.Name}, {command.TotalStepCount} steps\n"
            + string.Concat(command.Parameters.EnumerateObject().Select(parameter => $"    {parameter.Name} = {JsonSerializer.Serialize(parameter.Value, AsWritten)}\n"))))));
}
