using Flamenco.Contracts.Server;
using Flamenco.Domain.Access;

namespace Flamenco.Server.Tests.Http;

public sealed class WhenTheDoctorIsAsked : IAsyncLifetime
{
    private readonly RunningServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task a_farm_that_is_well_says_so_with_everything_that_was_checked()
    {
        using var client = _server.As(Roles.Admin);

        var report = await new ServerApi(client).DoctorAsync();

        (report.Farm, report.Clean).ShouldBe(("live", true));
        report.Findings.ShouldBeEmpty();
        report.Checks.Select(check => check.Invariant).ShouldBe(["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I9", "I10", "holds", "statuses"]);
    }

    [Fact]
    public async Task a_counter_that_is_wrong_is_found()
    {
        using var client = _server.As(Roles.Admin);
        await client.SubmittedAsync();
        await _server.BreakAsync("UPDATE jobs SET queued = queued + 5");

        var report = await new ServerApi(client).DoctorAsync();

        report.Clean.ShouldBeFalse();
        var finding = report.Findings.ShouldHaveSingleItem();
        (finding.Invariant, finding.Kind).ShouldBe(("I1", "job"));
        finding.Mend.ShouldNotBeNullOrEmpty();
    }
}
