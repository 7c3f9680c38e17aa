using System.Net;
using Flamenco.Http.Hosting;
using Flamenco.Silo.FirstStart;
using Flamenco.Silo.Stores;

namespace Flamenco.Silo.Cluster;

/// <summary>Where the other silos, and the Managers' Orleans clients, reach this one.</summary>
/// <param name="Address">Loopback, or an address of this machine that the others reach.</param>
/// <param name="SiloPort">For other silos.</param>
/// <param name="GatewayPort">For Managers; 0: it takes none.</param>
internal sealed record SiloEndpoints(IPAddress Address, int SiloPort, int GatewayPort)
{
    /// <summary>
    /// What the configuration says; a port that it leaves open is that of this node's earlier life, if it is free. A silo
    /// that comes back where it was replaces its earlier life at once; at another place the others wait for that one first.
    /// </summary>
    /// <exception cref="RefusedToStartException">The address is none, or of a network and nobody has said that this is meant.</exception>
    public static SiloEndpoints Of(IConfiguration configuration, StoreChoice store, DataFolder data)
    {
        var address = AddressOf(configuration, store);
        var ports = new RememberedPorts(data.File("orleans-ports"), address);
        var silo = configuration.GetValue("Orleans:SiloPort", 0);
        var gateway = configuration.GetValue("Orleans:GatewayPort", 0);
        var endpoints = new SiloEndpoints(
            address,
            silo != 0 ? silo : ports.Silo(),
            !configuration.GetValue("Orleans:Gateway", defaultValue: true) ? 0 : gateway != 0 ? gateway : ports.Gateway());
        ports.Remember(endpoints.SiloPort, endpoints.GatewayPort);
        return endpoints;
    }

    private static IPAddress AddressOf(IConfiguration configuration, StoreChoice store)
    {
        if (configuration["Orleans:Address"] is not { Length: > 0 } given)
            return IPAddress.Loopback;
        if (!IPAddress.TryParse(given, out var address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            throw new RefusedToStartException(
                $"Orleans:Address is \"{given}\"; it must be one address of this machine that the other silos and the Managers reach, for example 192.168.1.20.");
        }

        if (IPAddress.IsLoopback(address))
            return address;
        if (store is not StoreChoice.Postgres)
        {
            throw new RefusedToStartException(
                $"Orleans:Address is {address}, but a farm in {store.Name} has one silo, which only this machine reaches. Leave it away, or keep the farm in a PostgreSQL (--postgres).");
        }

        return configuration["InsecureOrleans"] is "1" or "true" or "True"
            ? address
            : throw new RefusedToStartException(
                $"Orleans:Address {address} can be reached from the network, and there is no TLS between silos yet: whoever reaches these ports can do anything with the farm. "
                + "Say --insecure-orleans if nobody but silos and Managers reaches this network, or leave the address away.");
    }
}
