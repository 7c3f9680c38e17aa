using System.Net;
using System.Net.Sockets;
using System.Text;
using Flamenco.Faults;
using Flamenco.Faults.Sights;
using Microsoft.Extensions.Time.Testing;

namespace Flamenco.Server.Tests.Faults;

/// <summary>A link with both of its ends in the hands of a test.</summary>
internal sealed class TestedLink : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _listener = New();
    private readonly List<Socket> _sockets = [];
    private readonly FaultyNetwork _network;

    public TestedLink(int seed = 1, params Sight[] sights)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _network = new FaultyNetwork(seed, Time);
        Link = _network.Link("link", (IPEndPoint)_listener.LocalEndPoint!, sights);
    }

    public FakeTimeProvider Time { get; } = new();

    public FaultyNetwork Network => _network;

    public FaultyLink Link { get; }

    /// <summary>Did anybody reach the server whom it has not met yet?</summary>
    public bool SomebodyWaits => _listener.Poll(0, SelectMode.SelectRead);

    public async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        var client = await ConnectOnlyAsync();
        var server = await _listener.AcceptAsync().WaitAsync(Patience);
        _sockets.Add(server);
        return (client, server);
    }

    public async Task<Socket> ConnectOnlyAsync()
    {
        var client = New();
        _sockets.Add(client);
        await client.ConnectAsync(Link.Address).WaitAsync(Patience);
        return client;
    }

    public void StopListening() => _listener.Dispose();

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        _listener.Dispose();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    public static async Task SayAsync(Socket socket, string text) => (await socket.SendAsync(Encoding.ASCII.GetBytes(text))).ShouldBe(text.Length);

    /// <summary>Reads as much as this and compares.</summary>
    public static async Task HearsAsync(Socket socket, string text)
    {
        var buffer = new byte[text.Length];
        var heard = 0;
        while (heard < buffer.Length && await socket.ReceiveAsync(buffer.AsMemory(heard)).AsTask().WaitAsync(Patience) is > 0 and var count)
            heard += count;
        Encoding.ASCII.GetString(buffer, 0, heard).ShouldBe(text);
    }

    public static async Task HearsTheEndAsync(Socket socket) => (await socket.ReceiveAsync(new byte[1]).WaitAsync(Patience)).ShouldBe(0);

    public static async Task IsResetAsync(Socket socket) => (await Should.ThrowAsync<SocketException>(() => socket.ReceiveAsync(new byte[1]).WaitAsync(Patience)))
        .SocketErrorCode.ShouldBe(SocketError.ConnectionReset);

    public static void HasHeardNothing(Socket socket) => socket.Available.ShouldBe(0);

    private static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
