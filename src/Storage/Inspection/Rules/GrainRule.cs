namespace Flamenco.Storage.Inspection.Rules;

/// <summary>I9: a grain with two stored rows never awakes again.</summary>
internal static class GrainRule
{
    private const string Mend =
        "Stop all Servers, then delete all but the row with the highest version of this grain from the table OrleansStorage; a Manager announces the rest of its configuration anew. "
        + "Look for the unique index of that table, which was to prevent this. " + Mending.Report;

    public static void Judge(IEnumerable<GrainRows> grains, Findings findings)
    {
        findings.Looked(Invariant.GrainRows, 0);
        foreach (var grain in grains)
        {
            findings.Looked(Invariant.GrainRows);
            if (grain.Rows > 1)
                findings.Broken(Invariant.GrainRows, Subject.Grain(grain.Grain), $"the grain has {grain.Rows} stored rows, so that it never awakes again", Mend);
        }
    }
}
