namespace Flamenco.Worker.Commands;

/// <summary>The last lines of a program that are worth reading, for a failed task's activity.</summary>
internal sealed class LastLines
{
    private const int Kept = 4;
    private const int Longest = 300;
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        var text = line.Trim();
        if (text.Length == 0)
            return;
        _lines.Enqueue(text.Length > Longest ? text[..Longest] + "…" : text);
        if (_lines.Count > Kept)
            _lines.Dequeue();
    }

    public override string ToString() => _lines.Count == 0 ? "It printed nothing." : $"Last lines of its log: {string.Join(" | ", _lines)}";
}
