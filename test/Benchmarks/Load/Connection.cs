using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Flamenco.Benchmarks.Load;

/// <summary>
/// A client's one connection, kept alive: a request, its answer, the next request. Knows just enough of HTTP/1.1 to talk to our own
/// endpoints, because the load must not cost more than what is measured.
/// </summary>
internal sealed class Connection(Uri url) : IDisposable
{
    private readonly IPEndPoint _address = new(IPAddress.Parse(url.Host), url.Port);
    private byte[] _received = new byte[16 * 1024];
    private byte[] _request = new byte[4 * 1024];
    private byte[] _body = new byte[8 * 1024];
    private Socket? _socket;

    /// <summary>Sends a request and reads the answer.</summary>
    /// <param name="head">Method, path and headers, each with its line end, without <c>Content-Length</c> and the empty line.</param>
    /// <param name="body">JSON; may be empty.</param>
    /// <param name="stop">Gives up; the connection is closed then.</param>
    /// <returns>The status, and the body until the next request.</returns>
    public async ValueTask<Answer> SendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        try
        {
            _socket ??= await ConnectAsync(stop);
            var length = Compose(head.Span, body.Span);
            await _socket.SendAsync(_request.AsMemory(0, length), SocketFlags.None, stop);
            return await ReceiveAsync(_socket, stop);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async Task<Socket> ConnectAsync(CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_address, stop);
        return socket;
    }

    private int Compose(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        if (_request.Length < head.Length + body.Length + 64)
            _request = new byte[2 * (head.Length + body.Length + 64)];
        head.CopyTo(_request);
        var at = head.Length;
        at += Copy("Content-Length: "u8, at);
        Utf8Formatter.TryFormat(body.Length, _request.AsSpan(at), out var digits);
        at += digits;
        at += Copy("\r\n\r\n"u8, at);
        body.CopyTo(_request.AsSpan(at));
        return at + body.Length;
    }

    private int Copy(ReadOnlySpan<byte> text, int at)
    {
        text.CopyTo(_request.AsSpan(at));
        return text.Length;
    }

    private async ValueTask<Answer> ReceiveAsync(Socket socket, CancellationToken stop)
    {
        var received = 0;
        while (true)
        {
            if (received == _received.Length)
                Array.Resize(ref _received, 2 * _received.Length);
            var more = await socket.ReceiveAsync(_received.AsMemory(received), SocketFlags.None, stop);
            if (more == 0)
                throw new IOException("the connection was closed before the answer was there");
            received += more;
            if (Whole(_received.AsSpan(0, received)) is { } answer)
                return answer;
        }
    }

    /// <summary>The answer, if all of it is there.</summary>
    private Answer? Whole(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return null;

        if (!Utf8Parser.TryParse(received[9..12], out int status, out _))
            throw new IOException("what came back is no HTTP");
        var headers = received[..head];
        var body = received[(head + 4)..];
        if (Header(headers, "Content-Length: "u8) is { IsEmpty: false } text && Utf8Parser.TryParse(text, out int length, out _))
            return body.Length < length ? null : new Answer(status, _received.AsMemory(head + 4, length));
        return Header(headers, "Transfer-Encoding: "u8).IsEmpty ? new Answer(status, default) : Joined(status, body);
    }

    private Answer? Joined(int status, ReadOnlySpan<byte> chunks)
    {
        var joined = 0;
        while (true)
        {
            var line = chunks.IndexOf("\r\n"u8);
            if (line < 0 || !Utf8Parser.TryParse(chunks[..line], out int length, out _, 'x') || chunks.Length < line + 2 + length + 2)
                return null;
            if (length == 0)
                return new Answer(status, _body.AsMemory(0, joined));
            if (_body.Length < joined + length)
                Array.Resize(ref _body, 2 * (joined + length));
            chunks.Slice(line + 2, length).CopyTo(_body.AsSpan(joined));
            joined += length;
            chunks = chunks[(line + 2 + length + 2)..];
        }
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name)
    {
        var at = headers.IndexOf(name);
        return at < 0 ? default : headers[(at + name.Length)..];
    }
}

/// <summary>What came back.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Good until the next request of the same connection.</param>
internal readonly record struct Answer(int Status, ReadOnlyMemory<byte> Body)
{
    public string Text => Encoding.UTF8.GetString(Body.Span);
}
