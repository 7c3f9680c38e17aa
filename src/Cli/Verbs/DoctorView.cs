using System.Globalization;
using Flamenco.Cli.Output;
using Flamenco.Contracts.Server;

namespace Flamenco.Cli.Verbs;

/// <summary>A doctor's report for people.</summary>
internal static class DoctorView
{
    public static void Show(DoctorReport report, Session session)
    {
        session.ShowList(
            ["", "CHECK", "PROMISE", "LOOKED AT", "BROKEN"],
            report.Checks.Select(check => (string[])
            [
                check.Broken == 0 ? "ok" : "BROKEN",
                check.Invariant,
                check.Promise,
                $"{check.Looked.ToString(CultureInfo.InvariantCulture)} {check.Unit}",
                check.Broken == 0 ? "-" : check.Broken.ToString(CultureInfo.InvariantCulture),
            ]),
            "Nothing was checked.");

        foreach (var finding in report.Findings)
        {
            session.Out.WriteLine();
            session.Out.WriteLine(SafeText.Line($"BROKEN {finding.Invariant}, {finding.Kind} {finding.Id}: {finding.Found}."));
            session.Out.WriteLine(SafeText.Line($"  What to do: {finding.Mend}"));
        }

        if (report.Checks.Sum(check => check.Broken) is var all && all > report.Findings.Count)
            session.Out.WriteLine($"{Environment.NewLine}… and {all - report.Findings.Count} more.");
        if (report.Notes.Count > 0)
            session.Out.WriteLine();
        foreach (var note in report.Notes)
            session.Out.WriteLine(SafeText.Line($"note {note.Invariant}, {note.Kind} {note.Id}: {note.Found}."));

        session.Out.WriteLine();
        session.Out.WriteLine(report.Clean
            ? $"The {report.Farm} farm is well."
            : $"The {report.Farm} farm has {all} thing{(all == 1 ? "" : "s")} to mend; docs/doctor.md says more about each.");
    }
}
