namespace Flamenco.Storage.Inspection;

/// <summary>What an operator can do about a finding. Honest: where no command helps, it says so.</summary>
internal static class Mending
{
    public const string Report = "This is a bug: please report it with this output and the Server's log.";

    public const string DeleteJob =
        "No command mends the rows. Delete the job (`flamenco delete JOB`) and submit it again, or restore the database from a backup. " + Report;

    public const string RequeueTask = "Requeue the task, so that it is done again. " + Report;

    public const string RequeueJob = "Requeue what is left of the job (`flamenco requeue JOB`). " + Report;

    public const string RequeueAll = "Requeue the job as a whole (`flamenco requeue JOB`, all of its tasks); whole frames are kept. " + Report;

    public const string CancelJob = "Cancel the job (`flamenco cancel JOB`); requeue it if it is still wanted. " + Report;

    public const string RestartServer = "Restart the Server: at its start it goes on with what was left half done. If this stays, report it as a bug with this output and the Server's log.";

    public const string RestartManager = "Restart the site's Manager: its site gets a lease when it reports whom it sees. " + Report;

    public const string Harmless = "It costs space and does nothing else. " + Report;

    public const string Restore =
        "If the database was restored from a backup, both logs end where the backup does and this is no surprise. Otherwise something acknowledged is lost: restore the newest backup. " + Report;
}
