namespace Flamenco.Storage.Inspection;

/// <summary>What an inspection has looked at and come upon.</summary>
/// <param name="Checks">The invariants that were looked at, in their order.</param>
/// <param name="Broken">What does not hold; of each invariant the first few, see <see cref="Check.Broken"/> for how many there are.</param>
/// <param name="Notes">What is worth knowing; of each invariant the first few.</param>
public sealed record InspectionReport(IReadOnlyList<Check> Checks, IReadOnlyList<Finding.Broken> Broken, IReadOnlyList<Finding.Note> Notes)
{
    public bool IsClean => Broken.Count == 0;

    /// <summary>This report and one about other things of the same farm.</summary>
    public InspectionReport And(InspectionReport other) => new(
        [.. Checks.Concat(other.Checks).GroupBy(check => check.Invariant).Select(Check.Sum).OrderBy(check => Place(check.Invariant))],
        [.. Broken.Concat(other.Broken).OrderBy(finding => Place(finding.Invariant))],
        [.. Notes.Concat(other.Notes).OrderBy(note => Place(note.Invariant))]);

    private static int Place(Invariant invariant) => Invariant.All.ToList().IndexOf(invariant);
}

/// <summary>How one invariant was checked.</summary>
/// <param name="Invariant">Which.</param>
/// <param name="Looked">How many things were looked at.</param>
/// <param name="Broken">How often it does not hold.</param>
public sealed record Check(Invariant Invariant, long Looked, long Broken)
{
    internal static Check Sum(IGrouping<Invariant, Check> checks) =>
        new(checks.Key, checks.Sum(check => check.Looked), checks.Sum(check => check.Broken));
}
