using CsCheck;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests;

/// <summary>Things to try the rules on.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Moment = new(2026, 11, 5, 14, 30, 9, TimeSpan.FromHours(1));

    /// <summary>At least one frame, with doubles and gaps.</summary>
    public static Gen<List<int>> FrameLists { get; } = Gen.Int[0, 300].List[1, 60];

    public static Gen<JobStatus> JobStatus { get; } = Gen.OneOf(JobStatuses.All.ToArray());

    public static Gen<JobCommand> JobCommand { get; } = Gen.OneOf(Enum.GetValues<JobCommand>());

    public static Gen<Sweep> Sweep { get; } = Gen.OneOf(Enum.GetValues<Sweep>());

    public static Gen<RenderTaskStatus> TaskStatus { get; } = Gen.OneOf(RenderTaskStatuses.All.ToArray());

    public static JobId Job(byte number = 1) => JobId.Create(Moment, [0, 0, 0, 0, 0, number]);

    public static WorkerId Worker(int number = 1) => new(new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]));
}
