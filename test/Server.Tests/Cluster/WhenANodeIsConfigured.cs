using Flamenco.Http.Hosting;
using Flamenco.Server.Tests.Http;
using Flamenco.Silo;

namespace Flamenco.Server.Tests.Cluster;

public sealed class WhenANodeIsConfigured : IDisposable
{
    private const string Database = "Host=127.0.0.1;Database=farm;Username=ada";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ProbeTimeout", "00:00:00.1")]
    [InlineData("MissedProbes", "1")]
    [InlineData("Heartbeat", "00:10:00")]
    [InlineData("ResponseTimeout", "00:00:00.5")]
    [InlineData("DrainPause", "-00:00:01")]
    public async Task it_refuses_a_time_that_is_out_of_bounds(string key, string value)
    {
        var file = _folder.File("server.json");
        await File.WriteAllTextAsync(file, $$"""{"Cluster": { "{{key}}": "{{value}}" } }""");

        Refused("--config", file).ShouldStartWith($"Cluster:{key} is ");
    }

    [Theory]
    [InlineData("everywhere", "it must be one address of this machine")]
    [InlineData("0.0.0.0", "it must be one address of this machine")]
    [InlineData("192.0.2.7", "Say --insecure-orleans")]
    public void it_refuses_an_address_for_silos_that_is_none_or_open(string address, string why) =>
        Refused("--postgres", Database, "--orleans-address", address).ShouldContain(why);

    [Fact]
    public void it_refuses_an_address_of_another_machine() =>
        Refused("--postgres", Database, "--orleans-address", "192.0.2.7", "--insecure-orleans").ShouldContain("Is it an address of this machine");

    [Fact]
    public void a_farm_that_others_can_not_share_has_no_address_for_them() =>
        Refused("--orleans-address", "192.0.2.7", "--insecure-orleans").ShouldContain("a farm in sqlite has one silo");

    private string Refused(params string[] more) =>
        Should.Throw<RefusedToStartException>(() => SiloHost.Build(RunningServer.Arguments(_folder.File("data"), more))).Message;
}
