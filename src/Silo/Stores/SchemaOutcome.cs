namespace Flamenco.Silo.Stores;

/// <summary>What came of applying the schema to a database.</summary>
public abstract record SchemaOutcome
{
    private SchemaOutcome()
    {
    }

    /// <summary>The schema is what this program needs.</summary>
    /// <param name="Versions">Those that were missing and are there now, in order; none if it was up to date.</param>
    public sealed record Applied(IReadOnlyList<int> Versions) : SchemaOutcome;

    /// <summary>Nothing was changed: the database, or the role, is not for this.</summary>
    public sealed record Refused(string Reason) : SchemaOutcome;

    /// <summary>Nothing was changed: the database does not answer.</summary>
    public sealed record Unreachable(string Reason) : SchemaOutcome;
}
