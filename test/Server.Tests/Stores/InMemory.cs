namespace Flamenco.Server.Tests.Stores;

/// <summary>The suite on the store that forgets; restarts are not for it.</summary>
public static class InMemory
{
    public sealed class WhenAJobIsStored : WhenAJobIsStored<MemoryUnderTest>;

    public sealed class WhenASubmissionIsRepeated : WhenASubmissionIsRepeated<MemoryUnderTest>;

    public sealed class WhenATaskIsAssigned : WhenATaskIsAssigned<MemoryUnderTest>;

    public sealed class WhenAWorkerReports : WhenAWorkerReports<MemoryUnderTest>;

    public sealed class WhenAPersonCommandsAStoredJob : WhenAPersonCommandsAStoredJob<MemoryUnderTest>;

    public sealed class WhenAJobSettles : WhenAJobSettles<MemoryUnderTest>;

    public sealed class WhenChangesAreRead : WhenChangesAreRead<MemoryUnderTest>;

    public sealed class WhenThingsAreListed : WhenThingsAreListed<MemoryUnderTest>;

    public sealed class WhenAFailureIsLookedInto : WhenAFailureIsLookedInto<MemoryUnderTest>;

    public sealed class WhenNobodyIsLeftForATask : WhenNobodyIsLeftForATask<MemoryUnderTest>;

    public sealed class WhenABlocklistIsEdited : WhenABlocklistIsEdited<MemoryUnderTest>;

    public sealed class WhenManyWriteAtOnce : WhenManyWriteAtOnce<MemoryUnderTest>;

    public sealed class WhenAWorkerIsStored : WhenAWorkerIsStored<MemoryUnderTest>;

    public sealed class WhenWorkersAreTagged : WhenWorkersAreTagged<MemoryUnderTest>;

    public sealed class WhenAFlamenco3WorkerIsAssigned : WhenAFlamenco3WorkerIsAssigned<MemoryUnderTest>;

    public sealed class WhenATokenIsPresented : WhenATokenIsPresented<MemoryUnderTest>;

    public sealed class WhenSitesAreStored : WhenSitesAreStored<MemoryUnderTest>;

    public sealed class WhenAnythingHappensToAStoredJob : WhenAnythingHappensToAStoredJob<MemoryUnderTest>;

    public sealed class WhenATextCanNotBeStored : WhenATextCanNotBeStored<MemoryUnderTest>;

    public sealed class WhenASweepIsUnderWay : WhenASweepIsUnderWay<MemoryUnderTest>;

    public sealed class WhenAJobIsDeleted : WhenAJobIsDeleted<MemoryUnderTest>;

    public sealed class WhenAJobIsHalfMade : WhenAJobIsHalfMade<MemoryUnderTest>;

    public sealed class WhenAPersonCommandsAStoredTask : WhenAPersonCommandsAStoredTask<MemoryUnderTest>;

    public sealed class WhenAnOperationIsRepeated : WhenAnOperationIsRepeated<MemoryUnderTest>;


    public sealed class WhenASiteCleansUp : WhenASiteCleansUp<MemoryUnderTest>;

    public sealed class WhenAFarmIsInspected : WhenAFarmIsInspected<MemoryUnderTest>;

    public sealed class WhenFarmTimeIsMovedOn : WhenFarmTimeIsMovedOn<MemoryUnderTest>;

    public sealed class WhenASiteHasALease : WhenASiteHasALease<MemoryUnderTest>;
}
