using Flamenco.Domain.Compiling;
using Flamenco.JobTypes;
using Shouldly;

namespace Flamenco.Domain.Tests.JobTypes;

public class WhenAShotCanNotBeCompiled
{
    [Fact]
    public async Task everything_that_is_wrong_is_said_in_one_answer()
    {
        var problems = await Submission.OfAShot()
            .With("frames", "ten")
            .With("chunk_size", 0)
            .With("blendfile", "shot.blend")
            .With("format", "FFMPEG")
            .With("smoothness", 3)
            .Without("image_file_extension")
            .ProblemsAsync();

        problems.Count.ShouldBe(6);
        problems[0].ShouldStartWith("the job type simple-blender-render has no setting \"smoothness\"");
        problems[1].ShouldBe("the setting \"image_file_extension\" is missing");
        problems[2].ShouldBe("the setting \"frames\": \"ten\" in \"ten\" is not a frame or a range of frames; write for example 1-30,47");
        problems[3].ShouldBe("the setting \"chunk_size\" is 0; it must be at least 1");
        problems[4].ShouldStartWith("the setting \"blendfile\" is \"shot.blend\": this is not a whole path");
        problems[5].ShouldStartWith("the file's output format is FFMPEG, a movie");
    }

    [Theory]
    [InlineData("FFMPEG")]
    [InlineData("AVI_RAW")]
    [InlineData("AVI_JPEG")]
    public async Task a_movie_is_refused_with_what_to_change_in_blender(string format)
    {
        var problem = (await Submission.OfAShot().With("format", format).ProblemsAsync()).ShouldHaveSingleItem();

        problem.ShouldContain("Output Properties > Output > File Format");
        problem.ShouldContain("the farm makes the preview video itself");
    }

    [Theory]
    [InlineData("frames")]
    [InlineData("blendfile")]
    [InlineData("render_output_path")]
    [InlineData("format")]
    [InlineData("image_file_extension")]
    public async Task what_the_command_lines_need_must_be_given(string key) =>
        (await Submission.OfAShot().Without(key).ProblemsAsync()).ShouldBe([$"the setting \"{key}\" is missing"]);

    [Theory]
    [InlineData("shot.blend", "not a whole path")]
    [InlineData("./shot.blend", "not a whole path")]
    [InlineData("-shot.blend", "not a whole path")]
    [InlineData("--python-expr", "not a whole path")]
    [InlineData("C:shot.blend", "not a whole path")]
    [InlineData("file:///shots/a.blend", "not a whole path")]
    [InlineData("{}/a.blend", "not a whole path")]
    [InlineData("//shot.blend", "beside the .blend file")]
    [InlineData(@"\\server\shots\a.blend", "does not mean the same on all machines")]
    [InlineData("/shots/../../etc/passwd", "\"..\"")]
    [InlineData(@"{shots}\..\a.blend", "\"..\"")]
    [InlineData("/shots/", "names a folder")]
    [InlineData("/", "names a folder")]
    [InlineData("C:/", "names a folder")]
    [InlineData("{shots}", "names a folder")]
    public async Task a_path_must_mean_the_same_file_on_every_worker(string path, string words)
    {
        foreach (var key in new[] { "blendfile", "render_output_path" })
        {
            var problem = (await Submission.OfAShot().With(key, path).ProblemsAsync()).ShouldHaveSingleItem();
            problem.ShouldContain($"\"{key}\"");
            problem.ShouldContain(words);
        }
    }

    [Theory]
    [InlineData("png")]
    [InlineData("PNG --python-expr")]
    [InlineData("-PNG")]
    public async Task a_format_that_blender_can_not_know_is_refused(string format) =>
        (await Submission.OfAShot().With("format", format).ProblemsAsync()).ShouldHaveSingleItem().ShouldContain("PNG or OPEN_EXR");

    [Theory]
    [InlineData("png")]
    [InlineData(".*")]
    [InlineData("/../x.png")]
    [InlineData(".")]
    public async Task an_extension_that_is_none_is_refused(string extension) =>
        (await Submission.OfAShot().With("image_file_extension", extension).ProblemsAsync()).ShouldHaveSingleItem().ShouldContain("for example .png");

    [Fact]
    public async Task a_negative_frame_rate_is_refused() =>
        (await Submission.OfAShot().With("fps", -24).ProblemsAsync()).ShouldHaveSingleItem().ShouldContain("must not be negative");

    [Fact]
    public async Task more_tasks_than_a_job_may_have_are_refused_with_what_to_do() =>
        (await Submission.OfAShot().With("frames", "1-1000000").With("chunk_size", 1).ProblemsAsync()).ShouldBe(
            ["the job would have 1,000,001 tasks, and 200,000 is the most that one job may have; raise \"chunk_size\" or render fewer frames"]);

    [Fact]
    public async Task the_most_tasks_that_a_job_may_have_are_allowed()
    {
        var options = new JobTypeOptions { MostTasks = 5 };

        (await Submission.OfAShot(options).TasksAsync()).Tasks.Count.ShouldBe(5);
        (await Submission.OfAShot(options).With("frames", "1-13").ProblemsAsync()).ShouldHaveSingleItem().ShouldContain("6 tasks");
    }

    [Fact]
    public async Task a_form_that_has_changed_meanwhile_is_noticed() =>
        (await Submission.OfAShot(etag: "0123456789012345678901234567890123456789").CompileAsync())
            .ShouldBe(new CompileResult.TypeChanged("simple-blender-render"));

    [Fact]
    public async Task a_type_that_does_not_exist_is_refused_with_those_that_do() =>
        (await Submission.Of("animation").ProblemsAsync()).ShouldBe(["there is no job type \"animation\"; there are echo-sleep-test, simple-blender-render"]);
}
