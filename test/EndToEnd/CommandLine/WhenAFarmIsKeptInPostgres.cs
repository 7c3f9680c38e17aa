using Flamenco.EndToEnd.Harness;
using Flamenco.Server.Tests.Stores;
using Npgsql;

namespace Flamenco.EndToEnd.CommandLine;

[Collection(PostgresCluster.Name)]
public sealed class WhenAFarmIsKeptInPostgres : IDisposable
{
    private static readonly string[] Echo =
        ["submit", "--type", "echo-sleep-test", "--set", "message=hi", "--set", "sleep_duration_seconds=0", "--watch"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--separate")]
    public async Task it_renders_and_knows_its_jobs_when_it_is_started_again(params string[] more)
    {
        var postgres = await PreparedAsync();
        await using (var farm = await FarmUnderTest.StartAsync(_folder["farm"], ["--postgres", postgres, .. more]))
        {
            farm.Ready.ShouldEndWith($" data={farm.Data}");
            (await farm.RunAsync(Echo)).ShouldEndWith(0);
            (await farm.RunAsync("doctor")).ShouldEndWith(0);
            (await farm.StopAsync()).ShouldBe(0, farm.Program.Said());
        }

        (await FlamencoProgram.RunAsync(["doctor", "--data", _folder["farm"], "--postgres", postgres])).ShouldEndWith(0);
        await using var again = await FarmUnderTest.StartAsync(_folder["farm"], ["--postgres", postgres, .. more]);

        (await again.RunAsync("jobs")).ShouldEndWith(0).Output.ShouldContain("completed");
        File.Exists(Path.Combine(again.Data, "flamenco.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task the_environment_may_name_the_database_and_hold_its_password()
    {
        var connection = await PostgresCluster.Running.CreateEmptyAsync();

        var applied = await FlamencoProgram.RunAsync(["schema", "apply"], ("FLAMENCO_POSTGRES", connection));

        applied.ShouldEndWith(0).Output.ShouldBe("Applied schema version 1, 2, 3.");
        await using var up = FlamencoProgram.Start(
            ["up", "--data", _folder["farm"], "--server-port", "0", "--manager-port", "0"], ("FLAMENCO_POSTGRES", connection));
        (await up.Output.FirstAsync(line => line.StartsWith("READY ", StringComparison.Ordinal)).WaitAsync(Patience)).ShouldNotBeNull(up.Said());
        File.Exists(Path.Combine(_folder["farm"], "flamenco.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task a_pgpass_file_may_hold_the_password()
    {
        var database = new NpgsqlConnectionStringBuilder(await PostgresCluster.Running.CreateEmptyAsync());
        await File.WriteAllTextAsync(_folder["pgpass"], $"*:*:*:{database.Username}:{database.Password}");
        File.SetUnixFileMode(_folder["pgpass"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        database.Remove("Password");

        var applied = await FlamencoProgram.RunAsync(["schema", "apply", "--postgres", database.ToString()], ("PGPASSFILE", _folder["pgpass"]));

        applied.ShouldEndWith(0).Output.ShouldBe("Applied schema version 1, 2, 3.");
    }

    [Fact]
    public async Task a_server_that_waits_for_its_database_stops_when_it_is_told_to()
    {
        await using var silo = RunningProgram.Start(
            Path.Combine(Checkout.OutputOf("Silo"), "Flamenco.Silo"),
            ["--data", _folder["server"], "--urls", "http://127.0.0.1:0", "--postgres", "Host=127.0.0.1;Port=1;Database=farm;Username=ada"],
            new Dictionary<string, string?> { ["FLAMENCO_ALLOW_ROOT"] = "1", ["FLAMENCO_StoreStartPatience"] = "00:10:00" });
        (await silo.Errors.FirstAsync(line => line.Contains("Waiting for it", StringComparison.Ordinal)).WaitAsync(Patience)).ShouldNotBeNull(silo.Said());

        silo.Stop();

        (await silo.EndAsync(Patience)).ShouldBe(0, silo.Said());
    }

    [Fact]
    public async Task applying_the_schema_twice_is_harmless()
    {
        var postgres = PostgresCluster.Running.InAFile(await PostgresCluster.Running.CreateEmptyAsync());

        var first = await FlamencoProgram.RunAsync(["schema", "apply", "--postgres", postgres, "--json"]);
        var second = await FlamencoProgram.RunAsync(["schema", "apply", "--postgres", postgres]);

        first.ShouldEndWith(0).Output.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ShouldBe("""{"applied":[1,2,3]}""");
        second.ShouldEndWith(0).Output.ShouldBe("The schema is up to date.");
    }

    [Theory]
    [InlineData]
    [InlineData("--separate")]
    public async Task without_its_schema_it_does_not_start_and_says_what_to_run(params string[] more)
    {
        var postgres = PostgresCluster.Running.InAFile(await PostgresCluster.Running.CreateEmptyAsync());

        var ran = await FlamencoProgram.RunAsync(
            ["up", "--data", _folder["farm"], "--server-port", "0", "--manager-port", "0", "--postgres", postgres, .. more]);

        ran.ShouldEndWith(2).Errors.ShouldContain("flamenco schema apply --postgres CONNECTION|@FILE");
    }

    [Fact]
    public async Task a_password_in_an_argument_is_refused_and_not_shown()
    {
        string[] secret = ["--postgres", "Host=127.0.0.1;Database=farm;Username=ada;Password=opensesame"];

        var up = await FlamencoProgram.RunAsync(["up", "--data", _folder["farm"], .. secret]);
        var apply = await FlamencoProgram.RunAsync(["schema", "apply", .. secret]);

        up.ShouldEndWith(2).Errors.ShouldSatisfyAllConditions(said => said.ShouldContain("@FILE"), said => said.ShouldNotContain("opensesame"));
        apply.ShouldEndWith(2).Errors.ShouldSatisfyAllConditions(said => said.ShouldContain("@FILE"), said => said.ShouldNotContain("opensesame"));
        Directory.Exists(_folder["farm"]).ShouldBeFalse();
    }

    [Fact]
    public async Task a_database_that_nobody_serves_is_unreachable_and_says_what_to_look_at()
    {
        var ran = await FlamencoProgram.RunAsync(["schema", "apply", "--postgres", "Host=127.0.0.1;Port=1;Database=farm;Username=ada"]);

        ran.ShouldEndWith(4).Errors.ShouldContain("Is it running");
    }

    [Fact]
    public async Task no_database_at_all_is_refused()
    {
        var ran = await FlamencoProgram.RunAsync(["schema", "apply"]);

        ran.ShouldEndWith(2).Errors.ShouldContain("--postgres CONNECTION|@FILE");
    }

    private static async Task<string> PreparedAsync() => PostgresCluster.Running.InAFile(await PostgresCluster.Running.TakeAsync());
}
