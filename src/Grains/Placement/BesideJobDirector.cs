using System.IO.Hashing;
using Orleans.Runtime.Placement;

namespace Flamenco.Grains.Placement;

/// <summary>
/// Every silo finds the same place by itself, from the job's id and the silos that there are: the one with the highest hash
/// of both. When a silo comes or goes only those jobs move that fall to it. A job that was awake before stays where it is, and
/// its next tasks may wake elsewhere: that costs a few microseconds and nothing else.
/// </summary>
internal sealed class BesideJobDirector : IPlacementDirector
{
    /// <summary>Of a key's 32 hexadecimal digits the last eight are the task's number; see <c>TaskId</c>.</summary>
    private const int DigitsOfTheJob = 24;

    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(SiloFor(target.GrainIdentity.Key, context.GetCompatibleSilos(target)));

    /// <summary>The silo that a job's and its tasks' grains fall to.</summary>
    internal static SiloAddress SiloFor(IdSpan key, IReadOnlyList<SiloAddress> silos)
    {
        var job = XxHash3.HashToUInt64(key.AsSpan()[..DigitsOfTheJob]);
        return silos.MaxBy(silo => Weight(job, silo))!;
    }

    /// <summary>A silo that comes back at the same place gets the same jobs.</summary>
    private static ulong Weight(ulong job, SiloAddress silo)
    {
        Span<byte> place = stackalloc byte[sizeof(ulong) * 2 + sizeof(int)];
        silo.Endpoint.Address.MapToIPv6().TryWriteBytes(place, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(place[^sizeof(int)..], silo.Endpoint.Port);
        return XxHash3.HashToUInt64(place, (long)job);
    }
}
