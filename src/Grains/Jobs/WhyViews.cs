using Flamenco.Domain.Scheduling.Why;
using Flamenco.Grains.Interfaces.Jobs;

namespace Flamenco.Grains.Jobs;

/// <summary>Reasons as people see them.</summary>
internal static class WhyViews
{
    public static WhyView From(Reason reason) => new()
    {
        Code = reason.Code.Wire(),
        Words = reason.Words,
        Tasks = reason.Tasks,
        Workers = reason.Workers,
        Jobs = reason.Jobs,
        Before = reason.Before,
    };
}
