using System.Globalization;
using System.Text;

namespace Flamenco.Domain.Frames;

/// <summary>
/// Frames as artists write them: <c>1-30,47</c> or <c>1..30</c>; blanks around numbers are fine, negative frames are not
/// (the minus sign separates). The union, sorted, each frame once.
/// </summary>
public sealed class FrameRange
{
    /// <summary>The most frames that one range may hold.</summary>
    public const int MostFrames = 1_000_000;

    private readonly int[] _frames;

    private FrameRange(int[] frames) => _frames = frames;

    /// <summary>Ascending, without doubles, at least one.</summary>
    public IReadOnlyList<int> Frames => _frames;

    public int Count => _frames.Length;

    public int First => _frames[0];

    public int Last => _frames[^1];

    /// <summary>Reads what an artist wrote.</summary>
    /// <exception cref="FrameRangeException">The text is no frame range; the message says what is wrong and where.</exception>
    public static FrameRange Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new FrameRangeException("the frame range is empty; write for example 1-30,47");

        var runs = text.Split(',').Select(part => Run(part, text)).Where(run => run.First <= run.Last).Order().ToList();
        return runs.Count == 0
            ? throw new FrameRangeException($"\"{text}\" holds no frame: the first frame of a range must not be after its last")
            : new FrameRange(Union(runs, text));
    }

    public static FrameRange Of(IEnumerable<int> frames) => new([.. new SortedSet<int>(frames)]);

    /// <summary>Groups of <paramref name="size"/> frames in ascending order; the last may be shorter, a group may span gaps.</summary>
    /// <exception cref="FrameRangeException"><paramref name="size"/> is below 1.</exception>
    public IEnumerable<FrameRange> Chunks(int size)
    {
        if (size < 1)
            throw new FrameRangeException($"the chunk size is {size}; it must be at least 1");
        return _frames.Chunk(size).Select(chunk => new FrameRange(chunk));
    }

    /// <summary>Compact: three or more in a row as <c>A-B</c>, pairs as <c>A,B</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var start = 0; start < _frames.Length;)
        {
            var end = start;
            while (end + 1 < _frames.Length && _frames[end + 1] == _frames[end] + 1)
                end++;

            if (end - start == 1)
                end = start;
            if (text.Length > 0)
                text.Append(',');
            text.Append(_frames[start]);
            if (end > start)
                text.Append('-').Append(_frames[end]);
            start = end + 1;
        }

        return text.ToString();
    }

    private static (int First, int Last) Run(string part, string text)
    {
        var ends = part.Replace("..", "-", StringComparison.Ordinal).Split('-');
        if (ends.Length > 2)
            throw new FrameRangeException($"\"{part.Trim()}\" in \"{text}\" has more than one separator; negative frames can not be rendered here");

        var first = Number(ends[0], part, text);
        return (first, ends.Length == 2 ? Number(ends[1], part, text) : first);
    }

    /// <summary>Costs as much as there are frames, however often they are named: a short text can name a million many times.</summary>
    private static int[] Union(List<(int First, int Last)> runs, string text)
    {
        var frames = new List<int>();
        foreach (var (first, last) in runs)
        {
            var next = frames.Count == 0 ? first : Math.Max((long)first, frames[^1] + 1L);
            if (frames.Count + last - next + 1 > MostFrames)
                throw new FrameRangeException($"\"{text}\" holds more than {MostFrames:N0} frames, the most that one job may have");

            for (; next <= last; next++)
                frames.Add((int)next);
        }

        return [.. frames];
    }

    private static int Number(string number, string part, string text) =>
        int.TryParse(number.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var frame)
            ? frame
            : throw new FrameRangeException($"\"{part.Trim()}\" in \"{text}\" is not a frame or a range of frames; write for example 1-30,47");
}
