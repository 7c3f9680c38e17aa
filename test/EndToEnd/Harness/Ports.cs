using System.Net;
using System.Net.Sockets;

namespace Flamenco.EndToEnd.Harness;

/// <summary>Ports for a farm that must answer at the same place after it was started anew.</summary>
internal static class Ports
{
    public static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
