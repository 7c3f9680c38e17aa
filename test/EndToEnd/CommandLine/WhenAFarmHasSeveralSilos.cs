using System.Text.Json;
using Flamenco.EndToEnd.Harness;
using Flamenco.Server.Tests.Stores;

namespace Flamenco.EndToEnd.CommandLine;

[Collection(PostgresCluster.Name)]
public sealed class WhenAFarmHasSeveralSilos : IDisposable
{
    private static readonly string[] Echo =
        ["submit", "--type", "echo-sleep-test", "--set", "message=hi", "--set", "sleep_duration_seconds=0", "--watch"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task one_that_is_killed_is_started_again_where_it_was_and_jobs_go_on()
    {
        await using var farm = await FarmUnderTest.StartAsync(_folder["farm"], ["--postgres", await PreparedAsync(), "--silos", "3"]);
        var before = Servers(farm);
        before.Distinct().Count().ShouldBe(3);

        Signals.Kill(Processes.OfFarm(Path.Combine(farm.Data, "silo-2")).ShouldHaveSingleItem());

        (await farm.Log.FirstAsync(line => line.Contains("The Server 2 is there again", StringComparison.Ordinal)).WaitAsync(Patience)).ShouldNotBeNull();
        (await farm.RunAsync(Echo)).ShouldEndWith(0);
        foreach (var server in before)
            (await farm.RunAsync("doctor", "--server", server)).ShouldEndWith(0);
        (await farm.StopAsync()).ShouldBe(0, farm.Program.Said());
    }

    [Fact]
    public async Task several_need_a_database_that_they_can_share()
    {
        var ran = await FlamencoProgram.RunAsync(["up", "--data", _folder["farm"], "--silos", "2"]);

        ran.ShouldEndWith(2);
        ran.Errors.ShouldContain("--silos 2 needs a database that several silos can share");
    }

    private static IReadOnlyList<string> Servers(FarmUnderTest farm)
    {
        using var endpoints = JsonDocument.Parse(File.ReadAllText(Path.Combine(farm.Data, "endpoints.json")));
        return [.. endpoints.RootElement.GetProperty("servers").EnumerateArray().Select(server => server.GetString()!)];
    }

    private static async Task<string> PreparedAsync() => PostgresCluster.Running.InAFile(await PostgresCluster.Running.TakeAsync());
}
