using System.Text.Json;
using Flamenco.Contracts;
using Flamenco.Contracts.Site;
using Flamenco.EndToEnd.Harness;
using Flamenco.EndToEnd.Scenes;

namespace Flamenco.EndToEnd.CommandLine;

public sealed class WhenAFileIsSubmitted(ScenesOfBlender scenes) : IClassFixture<ScenesOfBlender>
{
    [Fact]
    public async Task blender_says_what_the_job_needs_to_know()
    {
        var job = await SubmitAsync(scenes["plain"]);

        job.Name.ShouldBe("plain");
        Text(job, "frames").ShouldBe("1-12");
        Text(job, "scene").ShouldBe("Scene");
        Text(job, "format").ShouldBe("PNG");
        Text(job, "image_file_extension").ShouldBe(".png");
        Text(job, "blendfile").ShouldBe(scenes["plain"]);
        job.Settings!["fps"].GetDouble().ShouldBe(24 / 1.001, 0.0001);
        job.Settings["has_previews"].GetBoolean().ShouldBeFalse();
        job.Settings.ShouldNotContainKey("chunk_size");
    }

    [Fact]
    public async Task every_frame_step_and_previews_are_those_of_the_scene()
    {
        var job = await SubmitAsync(scenes["every-fifth-exr"]);

        Text(job, "frames").ShouldBe("1,6,11");
        Text(job, "image_file_extension").ShouldBe(".exr");
        job.Settings!["has_previews"].GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task without_a_folder_each_submit_gets_a_new_one_beside_the_file()
    {
        var job = await SubmitAsync(scenes["plain"]);

        Text(job, "render_output_path").ShouldBe(Path.Combine(scenes.Folder, "render", "plain", "{timestamp}", "######"));
        Text(job, "render_output_root").ShouldBe(Path.Combine(scenes.Folder, "render", "plain"));
    }

    [Fact]
    public async Task options_and_settings_given_by_hand_win()
    {
        var job = await SubmitAsync(
            scenes["plain"], "--frames", "3-5", "--output", "/renders/here", "--chunk-size", "4", "--priority", "70",
            "--name", "Shot 010", "--paused", "--set", "fps=12.5", "--set", "scene=Other=1");

        job.Name.ShouldBe("Shot 010");
        job.Priority.ShouldBe(70);
        job.InitialStatus.ShouldBe("paused");
        Text(job, "frames").ShouldBe("3-5");
        Text(job, "render_output_path").ShouldBe("/renders/here/######");
        Text(job, "scene").ShouldBe("Other=1");
        job.Settings!["chunk_size"].GetInt32().ShouldBe(4);
        job.Settings["fps"].GetDouble().ShouldBe(12.5);
    }

    [Theory]
    [InlineData("movie", "File Format > PNG")]
    [InlineData("no-camera", "has no camera")]
    [InlineData("cut", "Blender can not open")]
    [InlineData("text", "is not a Blender file")]
    [InlineData("not-there", "there is no file")]
    public async Task what_can_not_render_is_refused_in_an_artists_words(string file, string because)
    {
        await using var server = await FakeServer.StartAsync();

        var ran = await server.RunAsync("submit", scenes[file]);

        ran.ShouldEndWith(2).Errors.ShouldContain(because);
        server.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task denoising_is_refused_by_a_blender_that_can_not_do_it()
    {
        await using var server = await FakeServer.StartAsync();

        var ran = await server.RunAsync("submit", scenes["denoised"]);

        if (ran.ExitCode == 0)
            server.Submitted.ShouldHaveSingleItem("this Blender has a denoiser");
        else
            ran.ShouldEndWith(2).Errors.ShouldContain("Denoise");
    }

    [Fact]
    public async Task a_missing_picture_is_only_a_warning()
    {
        await using var server = await FakeServer.StartAsync();

        var ran = await server.RunAsync("submit", scenes["lost-picture"]);

        ran.ShouldEndWith(0).Errors.ShouldContain($"images are missing; they will be pink or black: {Path.Combine(scenes.Folder, "wood.png")}");
    }

    [Fact]
    public async Task without_blender_it_says_what_to_give_by_hand()
    {
        await using var server = await FakeServer.StartAsync();
        string[] submit = ["submit", scenes["plain"], "--blender", "no-such-blender", "--frames", "1-3"];

        var without = await server.RunAsync(submit);
        var given = await server.RunAsync(
            [.. submit, "--set", "scene=Scene", "--set", "format=PNG", "--set", "image_file_extension=.png", "--set", "fps=24", "--set", "has_previews=false"]);

        without.ShouldEndWith(2).Errors.ShouldContain(
            "--set fps=… --set format=… --set image_file_extension=… --set has_previews=… --set scene=…");
        given.ShouldEndWith(0);
    }

    [Fact]
    public async Task a_lost_answer_is_asked_for_again_with_the_same_key()
    {
        await using var server = await FakeServer.StartAsync();
        server.LostAnswers = 2;

        var ran = await server.RunAsync("submit", "--type", "echo-sleep-test", "--set", "message=hi");

        ran.ShouldEndWith(0);
        server.Keys.Count.ShouldBe(3);
        server.Keys.Distinct().ShouldHaveSingleItem();
        server.Submitted.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("the job type echo-sleep-test has no setting \"colour\"", "--set", "message=hi", "--set", "colour=red")]
    [InlineData("the setting \"sleep_duration_seconds\" must be a whole number, not \"long\"", "--set", "sleep_duration_seconds=long")]
    [InlineData("write --set key=value", "--set", "message")]
    [InlineData("also needs --set message=…")]
    [InlineData("renders no file", "/some/file.blend")]
    public async Task a_wrong_setting_is_refused_before_anything_is_sent(string because, params string[] arguments)
    {
        await using var server = await FakeServer.StartAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["file.blend"], "BLENDER-v304");

        var ran = await server.RunAsync(
            ["submit", "--type", "echo-sleep-test", .. arguments.Select(argument => argument.Replace("/some", folder.Path, StringComparison.Ordinal))]);

        ran.ShouldEndWith(2).Errors.ShouldContain(because);
        server.Keys.ShouldBeEmpty();
    }

    [Fact]
    public async Task json_is_the_job_and_nothing_else()
    {
        await using var server = await FakeServer.StartAsync();

        var ran = await server.RunAsync("submit", "--type", "echo-sleep-test", "--set", "message=hi", "--json");

        JsonSerializer.Deserialize(ran.ShouldEndWith(0).Output, FlamencoJson.Default.Job)!.Name.ShouldBe("echo-sleep-test");
    }

    private static async Task<SubmittedJob> SubmitAsync(params IEnumerable<string> arguments)
    {
        await using var server = await FakeServer.StartAsync();
        (await server.RunAsync(["submit", .. arguments])).ShouldEndWith(0);
        return server.Submitted.Single();
    }

    private static string? Text(SubmittedJob job, string key) => job.Settings![key].GetString();
}
