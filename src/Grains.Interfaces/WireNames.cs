namespace Flamenco.Grains.Interfaces;

/// <summary>
/// Every name that travels between silos and their clients, in one place. A name never changes once it is released;
/// a type may be renamed or moved freely.
/// </summary>
public static class WireNames
{
    public const string JobGrain = "flamenco.job";
    public const string TaskGrain = "flamenco.task";
    public const string WorkerGrain = "flamenco.worker";
    public const string ManagerGrain = "flamenco.manager";
    public const string AccessGrain = "flamenco.access";
    public const string TagsGrain = "flamenco.tags";
    public const string FarmGrain = "flamenco.farm";
    public const string WorkHints = "flamenco.work-hints";

    public const string JobId = "flamenco.id.job";
    public const string TaskId = "flamenco.id.task";
    public const string WorkerId = "flamenco.id.worker";
    public const string ManagerId = "flamenco.id.manager";

    public const string Actor = "flamenco.actor";
    public const string SubmitJob = "flamenco.submit";
    public const string Submitted = "flamenco.submit.ok";
    public const string SubmitRejected = "flamenco.submit.rejected";
    public const string SubmitTypeChanged = "flamenco.submit.type-changed";
    public const string SubmitKeyReused = "flamenco.submit.key-reused";
    public const string SubmitDeleted = "flamenco.submit.deleted";
    public const string SubmitResult = "flamenco.submit.result";
    public const string CheckResult = "flamenco.check.result";
    public const string JobView = "flamenco.job.view";
    public const string SweepView = "flamenco.job.sweep";
    public const string StepCountView = "flamenco.step-count";
    public const string AssignNext = "flamenco.job.assign-next";
    public const string TaskNotice = "flamenco.task.notice";
    public const string CommandJob = "flamenco.job.command";
    public const string PrioritizeJob = "flamenco.job.prioritize";
    public const string UnblockWorkers = "flamenco.job.unblock";
    public const string BlockedWorker = "flamenco.job.blocked-worker";
    public const string CommandVerdict = "flamenco.job.command.verdict";
    public const string CommandResult = "flamenco.job.command.result";

    public const string AssignTask = "flamenco.task.assign";
    public const string AssignVerdict = "flamenco.task.assign.verdict";
    public const string AssignResult = "flamenco.task.assign.result";
    public const string AssignedTaskView = "flamenco.task.assigned";
    public const string TaskReport = "flamenco.task.report";
    public const string ReportResult = "flamenco.task.report.result";
    public const string TaskView = "flamenco.task.view";
    public const string AttemptView = "flamenco.attempt.view";
    public const string WorkerRef = "flamenco.worker.ref";
    public const string MayRunResult = "flamenco.task.may-run";
    public const string CommandTask = "flamenco.task.command";
    public const string HandOutAgain = "flamenco.task.hand-out-again";

    public const string RegisterWorker = "flamenco.worker.register";
    public const string WorkerView = "flamenco.worker.view";
    public const string SignOn = "flamenco.worker.sign-on";
    public const string AskTask = "flamenco.worker.ask";
    public const string HeldAttempt = "flamenco.worker.held-attempt";
    public const string ClosedSlot = "flamenco.worker.closed-slot";
    public const string AskReady = "flamenco.worker.ask-ready";
    public const string Alive = "flamenco.worker.alive";
    public const string AliveResult = "flamenco.worker.alive.result";
    public const string AskVerdict = "flamenco.ask.verdict";
    public const string AskResult = "flamenco.ask.result";

    public const string Announcement = "flamenco.manager.announcement";
    public const string ManagerView = "flamenco.manager.view";
    public const string JobOffer = "flamenco.offer";

    public const string WhyView = "flamenco.why";
    public const string NextFor = "flamenco.job.next-for";
    public const string TagId = "flamenco.id.tag";
    public const string TagView = "flamenco.tag.view";
    public const string ChangeTag = "flamenco.tag.change";
    public const string TagResult = "flamenco.tag.result";
    public const string TagVerdict = "flamenco.tag.verdict";
    public const string TagWorker = "flamenco.worker.tag";
    public const string TagJob = "flamenco.job.tag";

    public const string Identity = "flamenco.identity";
    public const string WorkerIdentity = "flamenco.identity.worker";

    public const string JobsQuery = "flamenco.query.jobs";
    public const string JobsAnswer = "flamenco.answer.jobs";
    public const string TasksQuery = "flamenco.query.tasks";
    public const string TasksAnswer = "flamenco.answer.tasks";
    public const string TaskListView = "flamenco.task.list-view";
    public const string TombstoneView = "flamenco.tombstone.view";
    public const string OperationView = "flamenco.operation.view";
    public const string JobTypeView = "flamenco.job-type.view";

    public const string SightingReport = "flamenco.manager.sightings";
    public const string WorkerSighting = "flamenco.manager.sighting";
    public const string SightingsTaken = "flamenco.manager.sightings.taken";
}
