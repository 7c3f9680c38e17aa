using System.Text;
using System.Text.RegularExpressions;

namespace Flamenco.Worker.Commands.Video;

/// <summary>
/// A glob as FFmpeg understands it, in the file's name only. A folder is a folder: brackets in an artist's folder name are no pattern.
/// </summary>
internal sealed class GlobPattern(string glob)
{
    private readonly string _folder = Path.GetDirectoryName(glob) ?? "/";
    private readonly string _name = Path.GetFileName(glob);

    /// <summary>The files that match, in FFmpeg's order.</summary>
    public IReadOnlyList<string> Files()
    {
        if (!Directory.Exists(_folder))
            return [];
        var pattern = new Regex($"^{Translate(_name)}$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var hidden = _name.StartsWith('.');
        return
        [
            .. Directory.EnumerateFiles(_folder)
                .Where(path => Path.GetFileName(path) is var name && name.StartsWith('.') == hidden && pattern.IsMatch(name))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>For FFmpeg: what is no pattern is escaped.</summary>
    public string ForFfmpeg() => Path.Combine(Regex.Replace(_folder, @"[\[\]{}*?\\]", @"\$0", RegexOptions.None, TimeSpan.FromSeconds(1)), _name);

    private static string Translate(string name)
    {
        var regex = new StringBuilder();
        var braces = 0;
        for (var i = 0; i < name.Length; i++)
        {
            switch (name[i])
            {
                case '*':
                    regex.Append(".*");
                    break;
                case '?':
                    regex.Append('.');
                    break;
                case '[' when name.IndexOf(']', i + 1) is > 0 and var end:
                    var set = name[(i + 1)..end];
                    regex.Append('[').Append(set.StartsWith('!') ? "^" + set[1..] : set).Append(']');
                    i = end;
                    break;
                case '{' when name.IndexOf('}', i) > 0:
                    regex.Append('(');
                    braces++;
                    break;
                case '}' when braces > 0:
                    regex.Append(')');
                    braces--;
                    break;
                case ',' when braces > 0:
                    regex.Append('|');
                    break;
                case '\\' when i + 1 < name.Length:
                    regex.Append(Regex.Escape(name[++i].ToString()));
                    break;
                case var character:
                    regex.Append(Regex.Escape(character.ToString()));
                    break;
            }
        }

        return regex.ToString();
    }
}
