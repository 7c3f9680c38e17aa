using System.Text.Json;
using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.Rendering;

public sealed class WhenSecretsAreInUse : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData]
    [InlineData("--separate")]
    public async Task none_of_them_is_in_any_log_of_the_run(params string[] how)
    {
        await using var farm = await FarmUnderTest.StartAsync(
            _folder["farm"], [.. how]);
        var addon = (await Wait.ForFileAsync(Path.Combine(farm.Data, "addon-url"))).Trim();
        using var http = new HttpClient();

        // As the Blender add-on comes, as a Worker joins, and as somebody who guesses.
        (await http.GetAsync(new Uri(addon + "api/v3/version"))).EnsureSuccessStatusCode();
        (await http.GetAsync(new Uri(addon + "api/v3/jobs/not-a-job"))).IsSuccessStatusCode.ShouldBeFalse();
        (await http.GetAsync(new Uri(farm.Manager, "/as/planted-guess/api/v3/version"))).IsSuccessStatusCode.ShouldBeFalse();
        (await farm.RunAsync("submit", "--type", "echo-sleep-test", "--set", "message=hello", "--set", "sleep_duration_seconds=0", "--watch")).ShouldEndWith(0);
        (await farm.StopAsync()).ShouldBe(0);

        var logs = farm.Log.Text + farm.Program.Output.Text + string.Concat(
            Directory.EnumerateFiles(Path.Combine(farm.Data, "manager", "logs"), "*.txt", SearchOption.AllDirectories).Select(File.ReadAllText));
        logs.ShouldContain("echo", Case.Insensitive, "the logs should be those of the run");
        foreach (var secret in Secrets(farm.Data, addon).Append("planted-guess"))
            logs.ShouldNotContain(secret);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Secrets(string data, string addon)
    {
        foreach (var name in new[] { "owner-token", "join-secret", "manager-key" })
            yield return File.ReadAllText(Path.Combine(data, name)).Trim();
        yield return new Uri(addon).Segments[2].TrimEnd('/');
        using var credentials = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "worker-1", "credentials.json")));
        yield return credentials.RootElement.GetProperty("secret").GetString().ShouldNotBeNull();
    }
}
