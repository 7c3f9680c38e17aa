using Orleans.Hosting;

namespace Flamenco.Grains.Placement;

/// <summary>Where a Server's grains wake.</summary>
public static class FarmPlacement
{
    /// <summary>Tasks beside their job. Every silo needs it.</summary>
    public static ISiloBuilder AddFarmPlacement(this ISiloBuilder silo)
    {
        silo.Services.AddPlacementDirector<BesideJobPlacement, BesideJobDirector>();
        return silo;
    }
}
