using System.Buffers.Binary;
using System.Text;

namespace Flamenco.Faults.Sights;

/// <summary>
/// Follows what a client says to PostgreSQL, message by message (protocol 3): which statements it prepares under which names, to which
/// portals it binds them, and which of those it executes.
/// </summary>
internal sealed class PostgresScan(string wanted) : IScan
{
    private const int LengthOfALength = 4;
    private const int EncryptionAsked = 80877103;
    private const int GssEncryptionAsked = 80877104;

    private readonly Dictionary<string, string> _statements = [];
    private readonly Dictionary<string, string> _portals = [];
    private readonly List<byte> _message = [];
    private bool _started;

    public bool Next(byte value)
    {
        _message.Add(value);
        // The first messages have no letter.
        var header = (_started ? 1 : 0) + LengthOfALength;
        if (_message.Count < header)
            return false;

        var message = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_message);
        var length = BinaryPrimitives.ReadInt32BigEndian(message[(header - LengthOfALength)..]);
        if (message.Length < header - LengthOfALength + length)
            return false;

        var seen = _started ? Follow((char)message[0], message[header..]) : Begin(message[header..]);
        _message.Clear();
        return seen;
    }

    private bool Begin(ReadOnlySpan<byte> body)
    {
        _started = BinaryPrimitives.ReadInt32BigEndian(body) is not (EncryptionAsked or GssEncryptionAsked);
        return false;
    }

    private bool Follow(char kind, ReadOnlySpan<byte> body)
    {
        switch (kind)
        {
            case 'Q':
                return IsWanted(Text(ref body));
            case 'P':
                _statements[Text(ref body)] = Text(ref body);
                return false;
            case 'B':
                _portals[Text(ref body)] = _statements.GetValueOrDefault(Text(ref body), "");
                return false;
            case 'E':
                return IsWanted(_portals.GetValueOrDefault(Text(ref body), ""));
            default:
                return false;
        }
    }

    private bool IsWanted(string sql) => sql.Trim().TrimEnd(';').Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static string Text(ref ReadOnlySpan<byte> body)
    {
        var end = body.IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(body[..end]);
        body = body[(end + 1)..];
        return text;
    }
}
