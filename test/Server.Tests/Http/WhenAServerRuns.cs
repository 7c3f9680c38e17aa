using System.Globalization;
using Flamenco.Domain.Access;
using Flamenco.Http.Hosting;
using Flamenco.Silo;

namespace Flamenco.Server.Tests.Http;

[Collection(AtTheServer.Name)]
public class WhenAServerRuns(RunningServer server)
{
    [Fact]
    public void a_second_one_on_its_data_folder_is_refused_with_advice()
    {
        var refused = Should.Throw<RefusedToStartException>(() => SiloHost.Build(RunningServer.Arguments(server.Folder)));

        refused.Message.ShouldBe($"Another Server uses {server.Folder}. Stop it first, or give this one a data folder of its own (--data).");
    }

    [Fact]
    public void nobody_else_reads_its_files()
    {
        if (OperatingSystem.IsWindows())
            return;

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var files = Directory.GetFiles(server.Folder).Select(file => Path.GetFileName(file)).ToList();

        files.ShouldSatisfyAllConditions(
            () => files.ShouldContain("owner-token"),
            () => files.ShouldContain("join-secret"),
            () => files.ShouldContain("manager-key"),
            () => files.ShouldContain("flamenco.db"),
            () => files.ShouldContain("orleans.db"));
        foreach (var file in files)
            File.GetUnixFileMode(Path.Combine(server.Folder, file)).ShouldBe(OwnerOnly, file);
        File.GetUnixFileMode(server.Folder).ShouldBe(OwnerOnly | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task farm_time_moves_on() => await Eventually.SeeAsync(
        "farm time to move on", () => server.QueryAsync("SELECT value FROM farm_time"), value => long.Parse(value.Single(), CultureInfo.InvariantCulture) > 0);

    [Fact]
    public async Task its_log_holds_no_secret_whatever_was_presented()
    {
        var stranger = AccessToken.Create(Roles.Admin);
        string[] secrets =
        [
            server.Secret("owner-token"), server.Secret("join-secret"), server.Secret("manager-key"), server.TokenOf(Roles.Artist), stranger,
        ];
        foreach (var secret in secrets)
        {
            using var client = server.With(secret);
            await client.GetAsync(Answers.Jobs);
            await client.GetAsync($"/as/{secret}/api/v1/jobs?token={secret}");
            await client.PostTextAsync(Answers.Jobs, "{ broken");
            await client.PostTextAsync(Answers.Jobs, "x", "text/plain");
        }

        var logs = server.Logs;

        logs.ShouldContain("owner-token", customMessage: "the log is captured, and says where the token is");
        foreach (var secret in secrets)
            logs.ShouldNotContain(secret);
    }
}
