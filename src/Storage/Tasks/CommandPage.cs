using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Flamenco.Storage.Tasks;

/// <summary>A page of commands, opened: it never changes, whatever becomes of its tasks.</summary>
public sealed class CommandPage
{
    private readonly byte[] _json;
    private readonly Dictionary<uint, Range> _places = [];

    /// <summary>Opens a page as it is stored.</summary>
    public CommandPage(byte[] stored)
    {
        using var json = new MemoryStream();
        using (var brotli = new BrotliStream(new MemoryStream(stored), CompressionMode.Decompress))
            brotli.CopyTo(json);

        _json = json.ToArray();
        Find();
    }

    /// <summary>What it takes in memory.</summary>
    public int Bytes => _json.Length;

    /// <summary>The commands of one task as a JSON array; null if the page does not have it.</summary>
    public string? Of(uint number) => _places.TryGetValue(number, out var place) ? Encoding.UTF8.GetString(_json.AsSpan(place)) : null;

    private void Find()
    {
        var reader = new Utf8JsonReader(_json);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var number = uint.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _places[number] = start..(int)reader.BytesConsumed;
        }
    }
}
