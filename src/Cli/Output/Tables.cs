using Spectre.Console;

namespace Flamenco.Cli.Output;

/// <summary>How lists and single things are shown to people.</summary>
internal static class Tables
{
    /// <summary>A list; cells are plain text, never markup.</summary>
    public static void ShowList(this Session session, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, string whenEmpty)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var heading in headings)
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 2, 0) });
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(SafeText.Line(cell))));

        if (table.Rows.Count == 0)
            session.Say(whenEmpty);
        else
            session.Screen.Write(table);
    }

    /// <summary>One thing: what it has, line by line. Lines without a value are left out.</summary>
    public static void ShowFacts(this Session session, params IEnumerable<(string Name, string? Value)> facts)
    {
        var shown = facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).ToList();
        var width = shown.Max(fact => fact.Name.Length) + 2;
        foreach (var (name, value) in shown)
        {
            session.Screen.Write(new Text(name.PadRight(width), new Style(decoration: Decoration.Bold)));
            session.Screen.WriteLine(SafeText.Lines(value));
        }
    }
}
