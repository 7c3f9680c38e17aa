using System.Text.Json;
using Flamenco.Contracts;
using Flamenco.EndToEnd.Harness;
using Microsoft.Data.Sqlite;

namespace Flamenco.EndToEnd.CommandLine;

public sealed class WhenTheDoctorIsCalled : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_farm_is_well_while_it_works_and_when_it_was_killed()
    {
        await using (var farm = await FarmUnderTest.StartAsync(_folder["farm"]))
        {
            var job = await SubmittedAsync(farm);
            await farm.ServerApi().UntilAsync(job, "runs", now => now.Status == "active");

            (await farm.RunAsync("doctor")).ShouldEndWith(0).Output.ShouldEndWith("The live farm is well.");
            await farm.KillAsync();
        }

        var ran = await DoctorAsync();

        ran.ShouldEndWith(0).Output.ShouldEndWith("The stopped farm is well.");
        ran.Output.ShouldContain("2 files", Case.Sensitive, "the database files themselves are checked, too");
    }

    [Fact]
    public async Task what_is_broken_is_said_with_what_to_do_and_the_exit_code_says_so_too()
    {
        await using (var farm = await FarmUnderTest.StartAsync(_folder["farm"]))
        {
            var job = await SubmittedAsync(farm);
            await farm.ServerApi().EndedAsync(job);
            (await farm.StopAsync()).ShouldBe(0);
        }

        Break("UPDATE jobs SET completed = completed + 3; DELETE FROM audit");

        var ran = (await DoctorAsync()).ShouldEndWith(1);
        var report = JsonSerializer.Deserialize((await DoctorAsync("--json")).ShouldEndWith(1).Output, FlamencoJson.Default.DoctorReport)!;

        ran.Output.ShouldContain("BROKEN I1, job ");
        ran.Output.ShouldContain("What to do: ");
        ran.Output.ShouldEndWith("The stopped farm has 2 things to mend; docs/doctor.md says more about each.");
        (report.Farm, report.Clean).ShouldBe(("stopped", false));
        report.Findings.Select(finding => finding.Invariant).ShouldBe(["I1", "I10"]);
    }

    [Fact]
    public async Task a_folder_without_a_farm_has_no_doctor() =>
        (await DoctorAsync()).ShouldEndWith(4).Errors.ShouldContain("no farm is known here");

    [Fact]
    public async Task a_server_that_was_named_is_asked_and_nobody_else()
    {
        var ran = await FlamencoProgram.RunAsync(
            ["doctor", "--data", _folder["farm"], "--server", "http://127.0.0.1:1"], ("FLAMENCO_TOKEN", "t"));

        ran.ShouldEndWith(4).Errors.ShouldContain("http://127.0.0.1:1 does not answer");
    }

    private Task<FlamencoProgram.Ran> DoctorAsync(params string[] more) => FlamencoProgram.RunAsync(["doctor", .. more], ("FLAMENCO_DATA", _folder["farm"]));

    private static async Task<Guid> SubmittedAsync(FarmUnderTest farm) => (await farm.ServerApi().SubmitAsync(
        new()
        {
            Name = "doctor's",
            Type = "echo-sleep-test",
            Settings = new Dictionary<string, JsonElement>
            {
                ["message"] = JsonSerializer.SerializeToElement("hello"),
                ["sleep_repeats"] = JsonSerializer.SerializeToElement(2),
                ["sleep_duration_seconds"] = JsonSerializer.SerializeToElement(1),
            },
        },
        "the-only-one")).Id;

    private void Break(string sql)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder["farm"], "flamenco.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
