using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Flamenco.Contracts;
using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.CommandLine;

public sealed class WhenAFarmIsStarted : IDisposable
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task it_says_once_where_it_is_and_keeps_its_folder_to_itself()
    {
        await using var farm = await FarmUnderTest.StartAsync(_folder["farm"]);

        var endpoints = JsonSerializer.Deserialize(await File.ReadAllTextAsync(Path.Combine(farm.Data, "endpoints.json")), FlamencoJson.Default.Endpoints)!;
        farm.Ready.ShouldBe($"READY server={endpoints.Server} manager={endpoints.Manager} data={farm.Data}");
        farm.Program.Output.All.ShouldHaveSingleItem();
        File.GetUnixFileMode(farm.Data).ShouldBe(OwnersFile | UnixFileMode.UserExecute);
        foreach (var file in (string[])["owner-token", "join-secret", "manager-key", "addon-url", "endpoints.json"])
            File.GetUnixFileMode(Path.Combine(farm.Data, file)).ShouldBe(OwnersFile, file);
        (await File.ReadAllTextAsync(Path.Combine(farm.Data, "addon-url"))).ShouldStartWith(endpoints.Manager + "/as/");
    }

    [Fact]
    public async Task its_roles_can_be_programs_of_their_own()
    {
        await using var farm = await FarmUnderTest.StartAsync(_folder["farm"], "--separate");

        var ran = await farm.RunAsync("submit", "--type", "echo-sleep-test", "--set", "message=hi", "--set", "sleep_duration_seconds=0", "--watch");

        ran.ShouldEndWith(0);
        (await farm.StopAsync()).ShouldBe(0, farm.Program.Said());
    }

    [Fact]
    public async Task a_signal_stops_it_cleanly_and_it_can_be_started_again()
    {
        await using (var first = await FarmUnderTest.StartAsync(_folder["farm"]))
            (await first.StopAsync()).ShouldBe(0, first.Program.Said());

        await using var second = await FarmUnderTest.StartAsync(_folder["farm"]);

        (await second.StopAsync()).ShouldBe(0, second.Program.Said());
    }

    [Fact]
    public async Task it_can_be_started_again_after_a_power_cut()
    {
        await using (var first = await FarmUnderTest.StartAsync(_folder["farm"]))
            await first.KillAsync();

        await using var second = await FarmUnderTest.StartAsync(_folder["farm"]);

        second.Ready.ShouldStartWith("READY ");
    }

    [Fact]
    public async Task a_second_one_on_the_same_folder_is_refused()
    {
        await using var farm = await FarmUnderTest.StartAsync(_folder["farm"]);

        var second = await FlamencoProgram.RunAsync(["up", "--data", farm.Data, "--server-port", "0", "--manager-port", "0"]);

        second.ShouldEndWith(2).Errors.ShouldContain("a farm is running on");
    }

    [Theory]
    [InlineData("--server-port")]
    [InlineData("--manager-port")]
    public async Task a_busy_port_is_refused_with_the_way_out(string option)
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        var port = ((IPEndPoint)busy.LocalEndpoint).Port;

        string[] ports = option == "--server-port" ? [option, $"{port}", "--manager-port", "0"] : [option, $"{port}", "--server-port", "0"];
        var ran = await FlamencoProgram.RunAsync(["up", "--data", _folder["farm"], .. ports]);

        ran.ShouldEndWith(2).Errors.ShouldContain($"Choose another one with {option} PORT");
    }

    [Fact]
    public async Task root_must_say_that_it_is_meant()
    {
        var ran = await FlamencoProgram.RunAsync(["up", "--data", "/proc/none"], ("FLAMENCO_ALLOW_ROOT", null));

        ran.ShouldEndWith(2).Errors.ShouldContain(Environment.IsPrivilegedProcess ? "--allow-root" : "--data DIR");
    }

    public void Dispose() => _folder.Dispose();
}
