using System.Net;
using System.Net.Sockets;
using Flamenco.Faults.Sights;

namespace Flamenco.Faults;

/// <summary>One client's connection over a link: two sockets, and a pipe for each direction.</summary>
internal sealed class FaultyConnection
{
    private readonly FaultyLink _link;
    private readonly Socket _client;
    private readonly Socket _server = New();
    private readonly Pipe _toServer;
    private readonly Pipe _toClient;

    /// <summary>Clients of a blackhole are accepted, nobody behind it hears of them.</summary>
    private readonly bool _swallowed;

    public FaultyConnection(FaultyLink link, int number, Socket client, Fault lasting, IReadOnlyList<Sight> sights)
    {
        _link = link;
        _client = client;
        _client.NoDelay = true;
        _swallowed = lasting is Fault.Blackhole;
        Number = number;
        _toServer = new Pipe(this, Direction.ToServer, _client, _server, sights);
        _toClient = new Pipe(this, Direction.ToClient, _server, _client, sights);
        Last(lasting);
    }

    public int Number { get; }

    public FaultyLink Link => _link;

    /// <summary>Its own rules; under the lock of the link.</summary>
    public List<Rule> Rules { get; } = [];

    public async Task RunAsync(IPEndPoint target)
    {
        using (_client)
        using (_server)
        {
            if (_swallowed)
            {
                await _toServer.RunAsync();
                return;
            }

            try
            {
                await _server.ConnectAsync(target);
            }
            catch (Exception refused) when (refused is SocketException or ObjectDisposedException)
            {
                Tell(What.Refused, detail: refused.Message);
                Abort(_client);
                return;
            }

            await Task.WhenAll(_toServer.RunAsync(), _toClient.RunAsync());
        }
    }

    public void Apply(Fault fault)
    {
        Tell(What.Faulted, detail: fault.ToString());
        switch (fault)
        {
            case Fault.Pass when _toServer.HasSwallowed || _toClient.HasSwallowed:
                Reset(peer: null);
                break;
            case Fault.HalfClose close:
                (close.Direction is Direction.ToServer ? _toServer : _toClient).End();
                break;
            case Fault.Cut:
                _toServer.End();
                _toClient.End();
                break;
            case Fault.Reset reset:
                Reset(reset.Peer);
                break;
            default:
                Last(fault);
                break;
        }
    }

    public void Tell(What what, Direction? direction = null, int bytes = 0, string detail = "") =>
        _link.History.Add(_link.Name, Number, what, direction, bytes, detail);

    private void Last(Fault fault)
    {
        _toServer.Last(fault);
        _toClient.Last(fault);
    }

    private void Reset(Peer? peer)
    {
        if (peer is null)
        {
            _toServer.Break();
            _toClient.Break();
        }

        if (peer is not Peer.Server)
            Abort(_client);
        if (peer is not Peer.Client)
            Abort(_server);
        if (peer is null)
            Last(new Fault.Pass());
    }

    private static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Closes a socket so that its other side gets an RST.</summary>
    private static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It was closed before: nobody is there to be told.
        }

        socket.Dispose();
    }
}
