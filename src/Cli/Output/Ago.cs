namespace Flamenco.Cli.Output;

/// <summary>Times as people say them.</summary>
internal static class Ago
{
    /// <summary>"12 s ago"; absent times are a dash.</summary>
    public static string Text(DateTimeOffset? then, DateTimeOffset now) =>
        then is { } at ? $"{Span(now - at)} ago" : "-";

    /// <summary>"12 s", "3 min", "2 h", "5 d"; nothing is shorter than a second.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 1 } => $"{(int)span.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)span.TotalMinutes} min",
        { TotalDays: < 1 } => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} d",
    };

    /// <summary>"0:07", "12:30", "3:05:00", for how long something will still take.</summary>
    public static string Clock(TimeSpan span) => span.TotalHours < 1
        ? $"{(int)span.TotalMinutes}:{span.Seconds:00}"
        : $"{(int)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}";
}
