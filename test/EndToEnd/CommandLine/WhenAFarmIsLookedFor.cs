using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.CommandLine;

public sealed class WhenAFarmIsLookedFor
{
    [Fact]
    public async Task none_is_known_without_a_data_folder()
    {
        using var folder = new TemporaryFolder();

        var ran = await FlamencoProgram.RunAsync(["jobs", "--data", folder["farm"]]);

        ran.ShouldEndWith(4).Errors.ShouldContain("flamenco up");
    }

    [Fact]
    public async Task one_that_is_down_is_unreachable()
    {
        var ran = await FlamencoProgram.RunAsync(["jobs", "--server", "http://127.0.0.1:1"], ("FLAMENCO_TOKEN", "t"));

        ran.ShouldEndWith(4).Errors.ShouldContain("http://127.0.0.1:1 does not answer");
    }

    [Fact]
    public async Task the_data_folder_says_where_it_is_and_how_to_get_in()
    {
        await using var server = await FakeServer.StartAsync();
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["endpoints.json"], $$"""{"server": "{{server.Url}}", "manager": "{{server.Url}}"}""");
        await WriteAsync(folder["owner-token"], FakeServer.Token + "\n");

        (await FlamencoProgram.RunAsync(["jobs", "--data", folder.Path])).ShouldEndWith(0);
        (await FlamencoProgram.RunAsync(["jobs"], ("FLAMENCO_DATA", folder.Path))).ShouldEndWith(0);
    }

    [Fact]
    public async Task flags_go_before_the_environment()
    {
        await using var server = await FakeServer.StartAsync();
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["token"], FakeServer.Token);

        var ran = await FlamencoProgram.RunAsync(
            ["jobs", "--server", server.Url, "--token-file", folder["token"]],
            ("FLAMENCO_SERVER", "http://127.0.0.1:1"), ("FLAMENCO_TOKEN", "another"));

        ran.ShouldEndWith(0);
    }

    [Fact]
    public async Task a_token_that_others_may_read_is_refused()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["token"], FakeServer.Token);
        File.SetUnixFileMode(folder["token"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var ran = await FlamencoProgram.RunAsync(["jobs", "--server", "http://127.0.0.1:1", "--token-file", folder["token"]]);

        ran.ShouldEndWith(2).Errors.ShouldContain("chmod 600");
        ran.Errors.ShouldNotContain(FakeServer.Token);
    }

    [Fact]
    public async Task a_wrong_token_is_refused_and_not_shown()
    {
        await using var server = await FakeServer.StartAsync();

        var ran = await FlamencoProgram.RunAsync(["jobs", "--server", server.Url], ("FLAMENCO_TOKEN", "wrong-token"));

        ran.ShouldEndWith(2).Errors.ShouldContain("does not accept your token");
        ran.Errors.ShouldNotContain("wrong-token");
    }

    private static async Task WriteAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
