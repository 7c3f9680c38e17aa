namespace Flamenco.Storage.Inspection;

/// <summary>What the rules of one inspection come upon. Keeps the first few of each invariant, and counts all.</summary>
internal sealed class Findings
{
    /// <summary>Enough to see a pattern; a farm with one broken column would fill the memory otherwise.</summary>
    public const int MostOfAnInvariant = 100;

    private readonly SortedDictionary<int, Tally> _tallies = [];

    /// <summary>So many more things were looked at for it.</summary>
    public void Looked(Invariant invariant, long count = 1) => TallyOf(invariant).Looked += count;

    /// <param name="invariant">What does not hold.</param>
    /// <param name="about">Of whom.</param>
    /// <param name="found">What was found.</param>
    /// <param name="mend">What an operator can do.</param>
    public void Broken(Invariant invariant, Subject about, string found, string mend)
    {
        var tally = TallyOf(invariant);
        tally.Count++;
        if (tally.Broken.Count < MostOfAnInvariant)
            tally.Broken.Add(new Finding.Broken(invariant, about, found, mend));
    }

    public void Note(Invariant invariant, Subject about, string found)
    {
        var tally = TallyOf(invariant);
        if (tally.Notes.Count < MostOfAnInvariant)
            tally.Notes.Add(new Finding.Note(invariant, about, found));
    }

    public InspectionReport Report() => new(
        [.. _tallies.Values.Select(tally => new Check(tally.Invariant, tally.Looked, tally.Count))],
        [.. _tallies.Values.SelectMany(tally => tally.Broken)],
        [.. _tallies.Values.SelectMany(tally => tally.Notes)]);

    private Tally TallyOf(Invariant invariant)
    {
        var place = 0;
        while (Invariant.All[place] != invariant)
            place++;
        return _tallies.TryGetValue(place, out var tally) ? tally : _tallies[place] = new Tally(invariant);
    }

    private sealed class Tally(Invariant invariant)
    {
        public Invariant Invariant => invariant;

        public long Looked { get; set; }

        public long Count { get; set; }

        public List<Finding.Broken> Broken { get; } = [];

        public List<Finding.Note> Notes { get; } = [];
    }
}
