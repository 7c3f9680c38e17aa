using System.Globalization;

namespace Flamenco.SiteServices.Logs;

/// <summary>A log's file name, <c>task-TASK.ATTEMPT.txt</c>. An id and a number only: nothing that a client wrote becomes part of a path.</summary>
internal readonly record struct LogName(Guid Task, int Attempt)
{
    private const string Prefix = "task-";

    /// <summary>Null: no log of ours is called so.</summary>
    public static LogName? Parse(string name) =>
        name.Split('.') is [var task, var attempt, "txt"]
        && task.StartsWith(Prefix, StringComparison.Ordinal)
        && Guid.TryParseExact(task[Prefix.Length..], "D", out var id)
        && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && new LogName(id, number) is var known
        && known.ToString() == name
            ? known
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Task}.{Attempt}.txt");
}
