using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests.Farms;

/// <summary>
/// A farm of nothing but the rules: what is stored changes only as the machines decide, and Workers get what book and tables
/// give them. Everything happens at once; what delays and crashes do is for others to find.
/// </summary>
internal sealed partial class PlayedFarm
{
    private const int SweptAtOnce = 2;

    private readonly FarmPlan _plan;
    private readonly OfferBook _book = new();
    private readonly TaskTable[] _tables;
    private readonly List<TaskChange>[] _notices;
    private readonly List<Offer> _offers = [];
    private readonly (int Job, uint Task, int Attempt)?[] _running;

    public PlayedFarm(FarmPlan plan)
    {
        _plan = plan;
        _running = new (int, uint, int)?[plan.Workers.Count];
        _notices = [.. plan.Jobs.Select(_ => new List<TaskChange>())];
        _tables = [.. plan.Jobs.Select(job => new TaskTable(job.Tasks.Select(Row), job.Tag))];
        State = new FarmState([.. plan.Jobs.Select(job => new JobState(
            job, job.Priority, JobStatus.Queued, Sweep.None, 0, JobStatus.Queued,
            [.. job.Tasks.Select((_, index) => new TaskState((uint)index + 1, RenderTaskStatus.Queued, Held: null, Version: 1, [], [], CanceledByFailing: false))],
            []))]);
        for (var job = 0; job < plan.Jobs.Count; job++)
            Publish(job);
    }

    public FarmState State { get; private set; }

    public List<Moment> Moments { get; } = [];

    public IReadOnlyList<TaskTable> Tables => _tables;

    public static PlayedFarm Play(FarmPlan plan)
    {
        var farm = new PlayedFarm(plan);
        foreach (var step in plan.Steps)
            farm.Take(step);
        return farm;
    }

    /// <summary>Sweeps end, and Workers complete everything that they are given, until nothing changes any more.</summary>
    public void FinishWhatIsLeft()
    {
        for (var changes = -1; changes != Moments.Count(moment => moment.Accepted);)
        {
            changes = Moments.Count(moment => moment.Accepted);
            for (var job = 0; job < _plan.Jobs.Count; job++)
            {
                while (State.Jobs[job].Sweep is not Sweep.None && State.Jobs[job].Tasks.Length > 0)
                    Take(new Step.Sweep(job));
                Take(new Step.Beat(job));
            }

            for (var worker = 0; worker < _plan.Workers.Count; worker++)
            {
                Take(new Step.Complete(worker));
                Take(new Step.Ask(worker));
            }
        }
    }

    public void Take(Step step)
    {
        switch (step)
        {
            case Step.Ask ask:
                Ask(ask, ask.Worker % _plan.Workers.Count);
                break;
            case Step.Complete complete:
                Note(step, () => Report(complete.Worker % _plan.Workers.Count, (_, _) => new TaskEvent.Completed()));
                break;
            case Step.Fail fail:
                Note(step, () => Report(fail.Worker % _plan.Workers.Count, (job, task) => new TaskEvent.FailedWith(Judge(job, task, fail.Worker % _plan.Workers.Count))));
                break;
            case Step.Expire expire:
                Note(step, () => Report(expire.Worker % _plan.Workers.Count, (_, _) => new TaskEvent.Expired()) | ProveDead(expire.Worker % _plan.Workers.Count));
                break;
            case Step.LateResult late:
                Note(step, () => TakeLate(late));
                break;
            case Step.Command command:
                Note(step, () => TakeCommand(command.Job % _plan.Jobs.Count, command.What));
                break;
            case Step.CommandTask command:
                Note(step, () => TakeCommand(command.Job % _plan.Jobs.Count, command.Task, command.What));
                break;
            case Step.Prioritize prioritize:
                Note(step, () => Put(prioritize.Job % _plan.Jobs.Count, job => job with { Priority = prioritize.Priority }));
                break;
            case Step.Sweep sweep:
                Note(step, () => SweepOn(sweep.Job % _plan.Jobs.Count));
                break;
            case Step.Unblock unblock:
                Note(step, () => Unblock(unblock.Job % _plan.Jobs.Count, unblock.Entry));
                break;
            case Step.Beat beat:
                Note(step, () => GiveUp(beat.Job % _plan.Jobs.Count));
                break;
            case Step.LateNotice late when _notices[late.Job % _plan.Jobs.Count] is [_, ..] notices:
                Note(step, () => _tables[late.Job % _plan.Jobs.Count].Apply(notices[late.Notice % notices.Count]));
                break;
            case Step.LateOffer late:
                Note(step, () => _book.Take(_offers[late.Offer % _offers.Count]).Count > 0);
                break;
        }
    }

    /// <summary>Carries out a step and what follows from it by itself.</summary>
    private Moment Note(Step step, Func<bool> happens)
    {
        var before = State;
        var accepted = happens();
        for (var job = 0; job < _plan.Jobs.Count; job++)
        {
            Settle(job);
            if (!ReferenceEquals(before.Jobs[job], State.Jobs[job]))
                Publish(job);
        }

        var moment = new Moment(step, before, State, accepted);
        Moments.Add(moment);
        return moment;
    }

    private void Publish(int job)
    {
        var (plan, known) = (_plan.Jobs[job], State.Jobs[job]);
        var runnable = known.Status.Runs() ? _tables[job].Runnable : new Dictionary<string, int>();
        var offer = new Offer(plan.Id, known.Priority, plan.Created, Guid.Empty, _offers.Count + 1, runnable, plan.Tag);
        _offers.Add(offer);
        _book.Take(offer);
    }

    private static TaskRow Row(TaskPlan task, int index) => new(
        (uint)index + 1, task.Type, task.Priority, RenderTaskStatus.Queued, Attempt: 0, Held: false, Version: 1,
        StepsCompleted: 0, StepsTotal: 1, task.DependsOn, FailedBy: []);
}
