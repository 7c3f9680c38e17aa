namespace Flamenco.SiteServices.Logs;

/// <summary>What came of bytes for a log. Exactly one of these.</summary>
public abstract record LogWritten
{
    private LogWritten()
    {
    }

    /// <summary>They are on the disk.</summary>
    public sealed record Stored : LogWritten;

    /// <summary>They do not follow what is there: go on at this byte.</summary>
    public sealed record GoOnAt(long Offset) : LogWritten;

    /// <summary>The disk is full. Nothing is kept of these bytes, or their beginning; the same again may work later.</summary>
    public sealed record NoRoom : LogWritten;

    /// <summary>The job's logs were removed: nothing is kept of it any more.</summary>
    public sealed record JobRemoved : LogWritten;
}
