using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Flamenco.Http.Hosting;

namespace Flamenco.Silo.Cluster;

/// <summary>The Orleans ports of a node's earlier life, as a line in its data folder: <c>SILO GATEWAY</c>.</summary>
internal sealed class RememberedPorts
{
    private readonly string _file;
    private readonly IPAddress _address;
    private readonly int[] _before;

    public RememberedPorts(string file, IPAddress address)
    {
        _file = file;
        _address = address;
        _before = File.Exists(file)
            ? [.. File.ReadAllText(file).Split(' ').Select(port => int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)]
            : [];
    }

    public int Silo() => Before(0) ?? Free(0);

    public int Gateway() => Before(1) ?? Free(0);

    public void Remember(int silo, int gateway) => File.WriteAllText(_file, string.Create(CultureInfo.InvariantCulture, $"{silo} {gateway}"));

    private int? Before(int position)
    {
        if (_before.ElementAtOrDefault(position) is not (> 0 and <= ushort.MaxValue and var port))
            return null;
        try
        {
            return Free(port);
        }
        catch (RefusedToStartException)
        {
            // Somebody else has it now.
            return null;
        }
    }

    private int Free(int port)
    {
        try
        {
            using var socket = new Socket(_address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(_address, port));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException refused)
        {
            throw new RefusedToStartException($"Orleans' ports can not be opened at {_address}: {refused.Message}. Is it an address of this machine (Orleans:Address)?");
        }
    }
}
