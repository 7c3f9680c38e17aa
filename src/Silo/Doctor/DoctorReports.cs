using Flamenco.Contracts.Server;
using Flamenco.Storage.Inspection;

namespace Flamenco.Silo.Doctor;

/// <summary>An inspection as it goes over HTTP.</summary>
internal static class DoctorReports
{
    public static DoctorReport ToReport(this InspectionReport report, FarmState state, DateTimeOffset at) => new()
    {
        Farm = state is FarmState.Live ? "live" : "stopped",
        At = at,
        Clean = report.IsClean,
        Checks = [.. report.Checks.Select(check => new DoctorCheck
        {
            Invariant = check.Invariant.Id,
            Promise = check.Invariant.Promise,
            Looked = check.Looked,
            Unit = check.Invariant.Unit,
            Broken = check.Broken,
        })],
        Findings = [.. report.Broken.Select(broken => ToFinding(broken, broken.Mend))],
        Notes = [.. report.Notes.Select(note => ToFinding(note, mend: null))],
    };

    private static DoctorFinding ToFinding(Finding finding, string? mend) => new()
    {
        Invariant = finding.Invariant.Id,
        Kind = finding.About.Kind.ToString().ToLowerInvariant(),
        Id = finding.About.Id,
        Found = finding.Found,
        Mend = mend,
    };
}
