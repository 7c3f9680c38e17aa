using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.CommandLine;

public sealed class WhenAFarmIsVolatile : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task it_renders_says_that_all_is_lost_and_begins_anew()
    {
        await using (var farm = await FarmUnderTest.StartAsync(_folder["farm"], "--volatile"))
        {
            (await farm.RunAsync("submit", "--type", "echo-sleep-test", "--set", "message=hi", "--set", "sleep_duration_seconds=0", "--watch")).ShouldEndWith(0);
            (await farm.StopAsync()).ShouldBe(0, farm.Program.Said());
            farm.Log.Text.ShouldContain("EVERYTHING IS LOST when it ends");
        }

        await using var again = await FarmUnderTest.StartAsync(_folder["farm"], "--volatile");

        (await again.RunAsync("jobs", "--json")).ShouldEndWith(0).Output.ShouldNotContain("echo-sleep-test");
        Directory.GetFiles(again.Data, "*.db").ShouldBeEmpty();
    }

    [Fact]
    public async Task it_does_not_touch_a_farm_that_is_kept()
    {
        await using (var kept = await FarmUnderTest.StartAsync(_folder["farm"]))
            await kept.StopAsync();

        var ran = await FlamencoProgram.RunAsync(["up", "--data", _folder["farm"], "--server-port", "0", "--manager-port", "0", "--volatile"]);

        ran.ShouldEndWith(2).Errors.ShouldContain("give this one a data folder of its own (--data)");
    }

    [Fact]
    public async Task it_can_not_be_in_postgres_too()
    {
        var ran = await FlamencoProgram.RunAsync(["up", "--data", _folder["farm"], "--volatile"], ("FLAMENCO_POSTGRES", "Host=127.0.0.1"));

        ran.ShouldEndWith(2).Errors.ShouldContain("leave one of them away");
    }
}
