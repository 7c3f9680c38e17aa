namespace Flamenco.Server.Tests.Stores;

/// <summary>The whole suite, on PostgreSQL: one class after the other, so that no test sees another's transactions.</summary>
public static class InPostgres
{
    [Collection(PostgresCluster.Name)]
    public sealed class WhenAJobIsStored : WhenAJobIsStored<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenASubmissionIsRepeated : WhenASubmissionIsRepeated<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenATaskIsAssigned : WhenATaskIsAssigned<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAWorkerReports : WhenAWorkerReports<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAPersonCommandsAStoredJob : WhenAPersonCommandsAStoredJob<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAJobSettles : WhenAJobSettles<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenChangesAreRead : WhenChangesAreRead<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenThingsAreListed : WhenThingsAreListed<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAFailureIsLookedInto : WhenAFailureIsLookedInto<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAFarmGetsItsFirstSite : WhenAFarmGetsItsFirstSite<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenNobodyIsLeftForATask : WhenNobodyIsLeftForATask<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenABlocklistIsEdited : WhenABlocklistIsEdited<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenManyWriteAtOnce : WhenManyWriteAtOnce<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAStoreIsOpenedAgain : WhenAStoreIsOpenedAgain<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAWorkerIsStored : WhenAWorkerIsStored<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenWorkersAreTagged : WhenWorkersAreTagged<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAFlamenco3WorkerIsAssigned : WhenAFlamenco3WorkerIsAssigned<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenATokenIsPresented : WhenATokenIsPresented<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenSitesAreStored : WhenSitesAreStored<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAnythingHappensToAStoredJob : WhenAnythingHappensToAStoredJob<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenATextCanNotBeStored : WhenATextCanNotBeStored<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenASweepIsUnderWay : WhenASweepIsUnderWay<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAJobIsDeleted : WhenAJobIsDeleted<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAJobIsHalfMade : WhenAJobIsHalfMade<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAPersonCommandsAStoredTask : WhenAPersonCommandsAStoredTask<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAnOperationIsRepeated : WhenAnOperationIsRepeated<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenASiteCleansUp : WhenASiteCleansUp<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenAFarmIsInspected : WhenAFarmIsInspected<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenRowsAreBroken : WhenRowsAreBroken<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenFarmTimeIsMovedOn : WhenFarmTimeIsMovedOn<PostgresUnderTest>;

    [Collection(PostgresCluster.Name)]
    public sealed class WhenASiteHasALease : WhenASiteHasALease<PostgresUnderTest>;
}
