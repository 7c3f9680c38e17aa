using System.Collections.Concurrent;

namespace Flamenco.Silo.Cluster;

/// <summary>
/// Which silos take Managers' Orleans clients now. Who is alive is what this silo believes, without asking anybody; the
/// membership table is read for the port of a silo that was not seen before, so it may be away.
/// </summary>
internal sealed class GatewayDirectory(IClusterMembershipService membership, IMembershipTable table)
{
    private readonly ConcurrentDictionary<SiloAddress, int> _ports = new();

    /// <summary>The gateways of active silos, as Orleans' client takes them.</summary>
    public async Task<IReadOnlyList<Uri>> ListAsync(CancellationToken cancellation)
    {
        var active = membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status is SiloStatus.Active)
            .Select(member => member.SiloAddress)
            .ToList();
        if (active.Exists(silo => !_ports.ContainsKey(silo)))
            await LearnAsync(active, cancellation);
        return [.. active.Select(GatewayOf).OfType<Uri>()];
    }

    private async Task LearnAsync(IReadOnlyCollection<SiloAddress> active, CancellationToken cancellation)
    {
        foreach (var (member, _) in (await table.ReadAllAsync(cancellation)).Members)
            _ports[member.SiloAddress] = member.ProxyPort;
        foreach (var gone in _ports.Keys.Except(active).ToList())
            _ports.TryRemove(gone, out _);
    }

    private Uri? GatewayOf(SiloAddress silo) => _ports.TryGetValue(silo, out var port) && port > 0
        ? SiloAddress.New(silo.Endpoint.Address, port, silo.Generation).ToGatewayUri()
        : null;
}
