using CsCheck;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests.Farms;

/// <summary>Whole farms, whatever is submitted to them and whatever people and Workers do there.</summary>
public class WhenAnythingHappensOnAFarm
{
    private const int Farms = 2_000;

    [Fact]
    public void no_task_is_lost_and_none_is_added() => EachMoment(moment => moment.Jobs.All(job =>
        job.After.Status is JobStatus.Deleting || job.After.Tasks.Select(task => task.Number).SequenceEqual(job.Before.Tasks.Select(task => task.Number))));

    [Fact]
    public void a_task_is_active_exactly_while_its_last_attempt_is_open() => EachMoment(moment => moment.After.Jobs
        .SelectMany(job => job.Tasks)
        .All(task => (task.Status is RenderTaskStatus.Active) == (task.Open is not null)
            && task.Attempts.Take(task.Attempts.Count - 1).All(attempt => attempt.Outcome is not AttemptOutcome.Open)));

    [Fact]
    public void no_worker_has_two_open_attempts() => EachMoment(moment => moment.After.Jobs
        .Where(job => job.Status is not JobStatus.Deleting)
        .SelectMany(job => job.Tasks)
        .Select(task => task.Open?.Worker)
        .OfType<WorkerId>()
        .GroupBy(worker => worker)
        .All(attempts => attempts.Count() == 1));

    [Fact]
    public void the_outcome_of_an_attempt_is_final() => EachMoment(moment => moment.Tasks.All(task =>
        task.After.Attempts.Count >= task.Before.Attempts.Count
        && task.Before.Attempts.Zip(task.After.Attempts).All(attempt =>
            attempt.First == attempt.Second || attempt.First == attempt.Second with { Outcome = AttemptOutcome.Open })));

    [Fact]
    public void completed_stays_completed_unless_a_person_requeues_it() => EachMoment(moment => moment.Tasks.All(task =>
        task.Before.Status is not RenderTaskStatus.Completed
        || task.After.Status is RenderTaskStatus.Completed
        || moment.Step is Step.CommandTask { What: SingleTaskCommand.Requeue }
        || (moment.Step is Step.Sweep && task.Job.Sweep is Sweep.RequeueAll)));

    [Fact]
    public void a_task_is_completed_by_a_result_of_its_open_attempt_only() => EachMoment(moment => moment.Tasks.All(task =>
        task.After.Status is not RenderTaskStatus.Completed
        || task.Before.Status is RenderTaskStatus.Completed
        || (task.Before.Open is not null && task.After.Attempts[^1].Outcome is AttemptOutcome.Completed && moment.Step is Step.Complete)));

    [Fact]
    public void cancel_wins_over_everything_but_a_later_requeue() => EachFarm(farm => Jobs(farm).All(job =>
    {
        var canceled = false;
        foreach (var moment in farm.Moments)
        {
            var (before, after) = moment.Jobs.ElementAt(job);
            canceled = (canceled || Accepts(moment, job, JobCommand.Cancel))
                && !Accepts(moment, job, JobCommand.Requeue, JobCommand.RequeueAll, JobCommand.RequeueUnfinished, JobCommand.RequeueFailed, JobCommand.Delete)
                && !(moment is { Step: Step.CommandTask { What: SingleTaskCommand.Requeue }, Accepted: true } && after != before);
            if (canceled && (moment.Given?.Job == after.Plan.Id || after.Status is not (JobStatus.CancelRequested or JobStatus.Canceled)))
                return false;
            if (after is { Status: JobStatus.Canceled, Sweep: Sweep.None } && !after.Tasks.All(task => IsOver(task.Status)))
                return false;
        }

        return true;
    }));

    [Fact]
    public void after_a_pause_nothing_is_given_out_before_somebody_resumes_or_requeues() => EachMoment(moment =>
        moment.Given is not { } given || moment.Before.Jobs.Single(job => job.Plan.Id == given.Job) is { Status: JobStatus.Queued or JobStatus.Active, Sweep: Sweep.None });

    [Fact]
    public void a_worker_gets_only_what_it_may_run_by_types_tags_failures_and_blocklist() => EachMoment(moment =>
        moment is not { Given: { } given, Asked: { } worker } || IsFree(moment.Before, given, worker));

    [Fact]
    public void no_task_is_given_out_while_a_better_one_that_this_worker_may_run_is_free() => EachMoment(moment =>
        moment is not { Step: Step.Ask, Asked: { } worker } || moment.Given == Best(moment.Before, worker));

    [Fact]
    public void a_task_whose_old_attempt_may_still_run_is_given_to_nobody() => EachMoment(moment =>
        moment.Given is not { } given || moment.Before.Jobs.Single(job => job.Plan.Id == given.Job).Find(given.Task) is { Held: null });

    [Fact]
    public void no_two_workers_run_the_same_task_at_the_same_time() => EachMoment(moment =>
        moment.Running.Distinct().Count() == moment.Running.Count);

    [Fact]
    public void the_tables_say_what_is_stored_however_often_and_late_they_hear_it() => EachFarm(farm => Jobs(farm)
        .Where(job => farm.State.Jobs[job].Status is not JobStatus.Deleting)
        .All(job => Says(farm.Tables[job], farm.State.Jobs[job])));

    [Fact]
    public void a_job_is_completed_when_all_its_tasks_are_and_not_before() => EachMoment(moment => moment.After.Jobs.All(job =>
        job.Status is not JobStatus.Completed || job.Tasks.All(task => task.Status is RenderTaskStatus.Completed)));

    [Fact]
    public void nothing_runs_or_waits_in_a_job_that_has_ended() => EachMoment(moment => moment.After.Jobs.All(job =>
        !job.Status.IsTerminal() || job.Sweep is not Sweep.None || job.Tasks.All(task => IsOver(task.Status))));

    [Fact]
    public void nothing_runs_in_a_job_that_is_paused() => EachMoment(moment => moment.After.Jobs.All(job =>
        job.Status is not JobStatus.Paused || job.Tasks.All(task => task.Status is not RenderTaskStatus.Active)));

    [Fact]
    public void a_task_fails_for_good_only_by_enough_workers_or_because_nobody_is_left() => EachPlan((plan, farm) => farm.Moments.All(moment => moment.Tasks.All(task =>
        task.After.Status is not RenderTaskStatus.Failed
        || task.Before.Status is RenderTaskStatus.Failed
        || task.After.FailedBy.Count >= plan.Failures.FailAfter
        || plan.Workers.All(worker => !MayTry(moment.Before.Jobs.Single(job => job.Plan == task.Job.Plan), task.After, worker)))));

    [Fact]
    public void a_worker_is_blocklisted_by_enough_failed_tasks_of_that_type_and_not_by_fewer() => EachPlan((plan, farm) => farm.Moments.All(moment => moment.Jobs.All(job =>
        job.After.Blocklist.Except(job.Before.Blocklist).All(entry => FailedHere(job.After, entry) >= plan.Failures.BlockAfter)
        && (moment.Step is not Step.Fail || plan.Workers.All(worker => job.After.Plan.Tasks.Select(task => task.Type).Distinct()
            .Select(type => new BlocklistEntry(type, worker.Id))
            .Where(entry => FailedHere(job.After, entry) > FailedHere(job.Before, entry))
            .All(entry => FailedHere(job.After, entry) < plan.Failures.BlockAfter || job.After.Blocklist.Contains(entry)))))));

    [Fact]
    public void only_a_requeue_makes_a_job_forget_who_failed_its_tasks() => EachMoment(moment => moment.Tasks.All(task =>
        task.Before.FailedBy.All(task.After.FailedBy.Contains)
        || moment.Step is Step.CommandTask { What: SingleTaskCommand.Requeue }
        || (moment.Step is Step.Sweep && task.Job.Sweep is (Sweep.RequeueAll or Sweep.RequeueUnfinished or Sweep.RequeueFailed))));

    [Fact]
    public void what_is_carried_to_the_tasks_reaches_all_of_them_unless_another_command_takes_its_place() => EachFarm(farm => Jobs(farm).All(job =>
        farm.Moments.All(moment =>
        {
            var (before, after) = moment.Jobs.ElementAt(job);
            return before.Sweep is Sweep.None
                || after.Sweep == before.Sweep
                || Accepts(moment, job, Enum.GetValues<JobCommand>())
                || (moment.Step is Step.Sweep && before.Tasks.Count(task => task.Number >= before.Next) < PlayedFarm.SweptAtOnce);
        })));

    [Fact]
    public void every_job_ends_or_is_paused_unless_it_waits_for_a_kind_of_worker_that_the_farm_has_not_got() => EachPlan((plan, farm) =>
    {
        farm.FinishWhatIsLeft();
        return farm.State.Jobs.All(job =>
            job.Status.IsTerminal()
            || job.Status is JobStatus.Paused or JobStatus.Deleting
            || (job.Status.Runs() && WaitsForWorkers(job, plan.Workers)));
    });

    [Fact]
    public void the_same_story_ends_the_same_way() => SomeFarm.Plan.Sample(
        plan => Told(PlayedFarm.Play(plan)) == Told(PlayedFarm.Play(plan)), iter: Farms);

    private static void EachPlan(Func<FarmPlan, PlayedFarm, bool> holds) => SomeFarm.Plan.Sample(plan => holds(plan, PlayedFarm.Play(plan)), iter: Farms);

    private static void EachFarm(Func<PlayedFarm, bool> holds) => EachPlan((_, farm) => holds(farm));

    private static void EachMoment(Func<Moment, bool> holds) => EachFarm(farm => farm.Moments.All(holds));

    private static IEnumerable<int> Jobs(PlayedFarm farm) => Enumerable.Range(0, farm.State.Jobs.Length);

    private static bool Accepts(Moment moment, int job, params JobCommand[] commands) =>
        moment is { Step: Step.Command command, Accepted: true } && command.Job % moment.After.Jobs.Length == job && commands.Contains(command.What);

    private static bool IsOver(RenderTaskStatus status) =>
        status is RenderTaskStatus.Completed or RenderTaskStatus.Failed or RenderTaskStatus.Canceled;

    private static bool IsFree(FarmState farm, (JobId Job, uint Task) given, WorkerProfile worker) =>
        farm.Jobs.Single(job => job.Plan.Id == given.Job) is var job && job.IsFreeFor(job.Find(given.Task)!, worker);

    /// <summary>The best task for a Worker by a look at every task of every job.</summary>
    private static (JobId, uint)? Best(FarmState farm, WorkerProfile worker) => (
        from job in farm.Jobs
        from task in job.Tasks
        where job.IsFreeFor(task, worker)
        orderby job.Priority descending, job.Plan.Created, job.Plan.Id.Value, job.PlanOf(task).Priority descending, task.Number
        select ((JobId, uint)?)(job.Plan.Id, task.Number)).FirstOrDefault();

    private static bool WaitsForWorkers(JobState job, IReadOnlyList<WorkerProfile> workers) =>
        job.Tasks.Where(task => task.Status.MayBeAssigned() && job.IsReady(task)).ToList() is [_, ..] waiting
        && job.Tasks.All(task => task.Status is not RenderTaskStatus.Paused)
        && waiting.All(task => !workers.Any(worker => worker.CanRun(job.PlanOf(task).Type, job.Plan.Tag)));

    private static bool MayTry(JobState job, TaskState task, WorkerProfile worker) =>
        worker.TaskTypes.Contains(job.PlanOf(task).Type)
        && (job.Plan.Tag is null || worker.Tags.Contains(job.Plan.Tag))
        && !task.FailedBy.Contains(worker.Id)
        && !job.Blocklist.Contains(new BlocklistEntry(job.PlanOf(task).Type, worker.Id));

    private static int FailedHere(JobState job, BlocklistEntry entry) =>
        job.Tasks.Count(task => job.PlanOf(task).Type == entry.TaskType && task.FailedBy.Contains(entry.Worker));

    private static bool Says(TaskTable table, JobState job) =>
        RenderTaskStatuses.All.All(status => table.Counts[status] == job.Tasks.Count(task => task.Status == status))
        && table.Held == job.Tasks.Count(task => task.Held is not null)
        && table.ReservedCount == 0
        && table.RunnableCount == job.Tasks.Count(task => task.Status.MayBeAssigned() && task.Held is null && job.IsReady(task))
        && job.Tasks.All(task => table.Find(task.Number) is { } row && row.Status == task.Status && row.Version == task.Version && row.Attempt == task.Attempts.Count);

    private static string Told(PlayedFarm farm) =>
        string.Join('\n', farm.Moments.Select(moment => $"{moment.Accepted} {moment.Given}")) + "\n" + farm.State.Describe();
}
