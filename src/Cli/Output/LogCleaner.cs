using System.Text;

namespace Flamenco.Cli.Output;

/// <summary>
/// Reads a log's bytes as they come and gives text without terminal sequences: those are dropped, a lone carriage return
/// becomes a line end. Nothing that a log holds can hide more than the rest of its own line.
/// </summary>
internal sealed class LogCleaner
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private State _state = State.Text;
    private bool _afterReturn;

    private enum State
    {
        Text,
        Escape,

        /// <summary>ESC [ … up to a letter.</summary>
        Control,

        /// <summary>ESC ] … up to BEL or ESC \.</summary>
        Command,
    }

    public string Clean(ReadOnlySpan<byte> bytes)
    {
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        var count = _decoder.GetChars(bytes, characters, flush: false);

        var text = new StringBuilder(count);
        foreach (var character in characters.AsSpan(0, count))
            Take(character, text);
        return text.ToString();
    }

    private void Take(char character, StringBuilder text)
    {
        if (character is '\n' or '\r')
        {
            if (character is '\r' || !_afterReturn)
                text.Append('\n');
            _afterReturn = character is '\r';
            _state = State.Text;
            return;
        }

        _afterReturn = false;
        if (_state is State.Text && character is not '\e')
            Append(character, text);
        else
            _state = Next(_state, character);
    }

    private static void Append(char character, StringBuilder text)
    {
        if (character is '\t' || !SafeText.Commands(character))
            text.Append(character);
    }

    private static State Next(State state, char character) => (state, character) switch
    {
        (_, '\e') => State.Escape,
        (State.Escape, '[') => State.Control,
        (State.Escape, ']' or 'P' or 'X' or '^' or '_') => State.Command,
        (State.Escape, _) => State.Text,
        (State.Control, >= '@' and <= '~') => State.Text,
        (State.Command, '\a') => State.Text,
        _ => state,
    };
}
