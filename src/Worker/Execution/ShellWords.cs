using System.Text;

namespace Flamenco.Worker.Execution;

/// <summary>Splits and joins words as a POSIX shell does, without any of its expansions.</summary>
internal static class ShellWords
{
    /// <summary>The words of a line.</summary>
    /// <exception cref="CommandFailedException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case var quote when quote is '\'' or '"':
                    word ??= new();
                    i = Quoted(text, i + 1, quote, word);
                    break;
                case '\\' when i + 1 < text.Length:
                    (word ??= new()).Append(text[++i]);
                    break;
                case ' ' or '\t' or '\n' or '\r':
                    if (word is not null)
                        words.Add(word.ToString());
                    word = null;
                    break;
                case var character:
                    (word ??= new()).Append(character);
                    break;
            }
        }

        if (word is not null)
            words.Add(word.ToString());
        return words;
    }

    /// <summary>A line that could be pasted into a shell.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word) =>
        word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "@%+=:,./-_#".Contains(character))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static int Quoted(string text, int start, char quote, StringBuilder word)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == quote)
                return i;
            if (quote == '"' && text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\' or '$' or '`')
                i++;
            word.Append(text[i]);
        }

        throw new CommandFailedException($"a {quote} is not closed in: {text}");
    }
}
