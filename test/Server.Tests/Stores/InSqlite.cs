namespace Flamenco.Server.Tests.Stores;

/// <summary>The whole suite, on the embedded store. Another adapter gets a class like this one.</summary>
public static class InSqlite
{
    public sealed class WhenAJobIsStored : WhenAJobIsStored<SqliteUnderTest>;

    public sealed class WhenASubmissionIsRepeated : WhenASubmissionIsRepeated<SqliteUnderTest>;

    public sealed class WhenATaskIsAssigned : WhenATaskIsAssigned<SqliteUnderTest>;

    public sealed class WhenAWorkerReports : WhenAWorkerReports<SqliteUnderTest>;

    public sealed class WhenAPersonCommandsAStoredJob : WhenAPersonCommandsAStoredJob<SqliteUnderTest>;

    public sealed class WhenAJobSettles : WhenAJobSettles<SqliteUnderTest>;

    public sealed class WhenChangesAreRead : WhenChangesAreRead<SqliteUnderTest>;

    public sealed class WhenThingsAreListed : WhenThingsAreListed<SqliteUnderTest>;

    public sealed class WhenAFailureIsLookedInto : WhenAFailureIsLookedInto<SqliteUnderTest>;

    public sealed class WhenNobodyIsLeftForATask : WhenNobodyIsLeftForATask<SqliteUnderTest>;

    public sealed class WhenABlocklistIsEdited : WhenABlocklistIsEdited<SqliteUnderTest>;

    public sealed class WhenManyWriteAtOnce : WhenManyWriteAtOnce<SqliteUnderTest>;

    public sealed class WhenAStoreIsOpenedAgain : WhenAStoreIsOpenedAgain<SqliteUnderTest>;

    public sealed class WhenAWorkerIsStored : WhenAWorkerIsStored<SqliteUnderTest>;

    public sealed class WhenWorkersAreTagged : WhenWorkersAreTagged<SqliteUnderTest>;

    public sealed class WhenAFlamenco3WorkerIsAssigned : WhenAFlamenco3WorkerIsAssigned<SqliteUnderTest>;

    public sealed class WhenATokenIsPresented : WhenATokenIsPresented<SqliteUnderTest>;

    public sealed class WhenSitesAreStored : WhenSitesAreStored<SqliteUnderTest>;

    public sealed class WhenAnythingHappensToAStoredJob : WhenAnythingHappensToAStoredJob<SqliteUnderTest>;

    public sealed class WhenATextCanNotBeStored : WhenATextCanNotBeStored<SqliteUnderTest>;

    public sealed class WhenASweepIsUnderWay : WhenASweepIsUnderWay<SqliteUnderTest>;

    public sealed class WhenAJobIsDeleted : WhenAJobIsDeleted<SqliteUnderTest>;

    public sealed class WhenAJobIsHalfMade : WhenAJobIsHalfMade<SqliteUnderTest>;

    public sealed class WhenAPersonCommandsAStoredTask : WhenAPersonCommandsAStoredTask<SqliteUnderTest>;

    public sealed class WhenAnOperationIsRepeated : WhenAnOperationIsRepeated<SqliteUnderTest>;


    public sealed class WhenASiteCleansUp : WhenASiteCleansUp<SqliteUnderTest>;

    public sealed class WhenAFarmIsInspected : WhenAFarmIsInspected<SqliteUnderTest>;

    public sealed class WhenRowsAreBroken : WhenRowsAreBroken<SqliteUnderTest>;

    public sealed class WhenFarmTimeIsMovedOn : WhenFarmTimeIsMovedOn<SqliteUnderTest>;

    public sealed class WhenASiteHasALease : WhenASiteHasALease<SqliteUnderTest>;
}
