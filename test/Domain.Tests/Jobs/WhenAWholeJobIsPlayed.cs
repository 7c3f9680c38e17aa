using CsCheck;
using Flamenco.Domain.Failures;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests.Jobs;

/// <summary>Both machines together: any story of commands and results, after which the Workers finish what is left.</summary>
public class WhenAWholeJobIsPlayed
{
    private static readonly JobFailurePolicy Policy = new(FailAtPercent: 40);

    [Fact]
    public void it_ends_or_is_paused_whatever_people_did_to_it() => Stories.Sample(story =>
    {
        var job = Play(story);
        job.FinishWhatIsLeft();
        return job.Status.IsTerminal() || job.Status is JobStatus.Paused or JobStatus.Deleting;
    });

    [Fact]
    public void a_completed_job_has_only_completed_tasks() => Stories.Sample(story =>
        Play(story) is var job && (job.Status is not JobStatus.Completed || job.Tasks.All(task => task is RenderTaskStatus.Completed)));

    [Fact]
    public void nothing_runs_in_a_job_that_is_paused_or_has_ended() => Stories.Sample(story =>
        Play(story) is var job
        && (!(job.Status.IsTerminal() || job.Status is JobStatus.Paused) || !job.Tasks.Contains(RenderTaskStatus.Active)));

    [Fact]
    public void a_completed_task_is_only_undone_by_a_requeue_of_everything() => Stories.Sample(story =>
    {
        var job = new PlayedJob(story.DependsOnPrevious);
        foreach (var step in story.Steps)
        {
            var before = job.Tasks.ToArray();
            job.Take(step);
            if (step.Command is not (JobCommand.RequeueAll or JobCommand.Requeue)
                && before.Where((task, index) => task is RenderTaskStatus.Completed && job.Tasks[index] is not RenderTaskStatus.Completed).Any())
                return false;
        }

        return true;
    });

    private static Gen<Story> Stories { get; } = Gen.Int[1, 6].SelectMany(count => Gen.Select(
        Gen.Bool.Array[count],
        Gen.Select(Gen.Int[0, count - 1], Gen.Int[0, 4], Gen.Frequency((1, true), (4, false)), Some.JobCommand)
            .Select((task, what, isCommand, command) => new Step(task, what, isCommand ? command : null)).List[0, 40])
        .Select((chain, steps) => new Story(chain, steps)));

    private static PlayedJob Play(Story story)
    {
        var job = new PlayedJob(story.DependsOnPrevious);
        foreach (var step in story.Steps)
            job.Take(step);
        return job;
    }

    private sealed record Story(bool[] DependsOnPrevious, List<Step> Steps);

    private sealed record Step(int Task, int What, JobCommand? Command);

    private sealed class PlayedJob(bool[] dependsOnPrevious)
    {
        private readonly bool[] _held = new bool[dependsOnPrevious.Length];
        private readonly bool[] _canceledByFailing = new bool[dependsOnPrevious.Length];

        public JobStatus Status { get; private set; } = JobStatus.Queued;

        public RenderTaskStatus[] Tasks { get; } = new RenderTaskStatus[dependsOnPrevious.Length];

        public void Take(Step step)
        {
            if (step.Command is { } command)
                Command(command);
            else if (step.What == 0 && Status.Runs())
                Happen(step.Task, new TaskEvent.Assigned(IsReady(step.Task), _held[step.Task]));
            else if (step.What == 4)
                _held[step.Task] = false;
            else if (step.What is 1 or 2 or 3)
                Happen(step.Task, Results[step.What - 1]);
            Settle();
        }

        /// <summary>Old processes die, and Workers complete everything that is handed to them.</summary>
        public void FinishWhatIsLeft()
        {
            Array.Clear(_held);
            for (var round = 0; round < 3 * Tasks.Length; round++)
            {
                for (var task = 0; task < Tasks.Length; task++)
                {
                    if (Status.Runs())
                        Happen(task, new TaskEvent.Assigned(IsReady(task), Held: false));
                    Happen(task, new TaskEvent.Completed());
                    Array.Clear(_held);
                    Settle();
                }
            }
        }

        private static readonly TaskEvent[] Results =
        [
            new TaskEvent.Completed(),
            new TaskEvent.FailedWith(new FailureVerdict.SoftFailed("", BlocklistWorker: false)),
            new TaskEvent.FailedWith(new FailureVerdict.Failed("", BlocklistWorker: false)),
        ];

        private bool IsReady(int task) => task == 0 || !dependsOnPrevious[task] || Tasks[task - 1] is RenderTaskStatus.Completed;

        private void Command(JobCommand command)
        {
            if (JobMachine.Decide(Status, Sweep.None, command) is not JobDecision.Accepted accepted)
                return;

            CarryOut(accepted.Sweep);
            Status = accepted.After;
        }

        private void Settle()
        {
            if (Status is JobStatus.Queued && Tasks.Contains(RenderTaskStatus.Active))
                Status = JobStatus.Active;

            var counts = Tasks.Aggregate(new TaskCounts(), (sum, task) => sum.With(task, 1));
            var runnable = Tasks.Where((task, index) => task.MayBeAssigned() && !_held[index] && IsReady(index)).Count();
            if (JobMachine.Settle(Status, Sweep.None, counts, runnable, _held.Count(held => held), Policy) is not { } settlement)
                return;

            CarryOut(settlement.Sweep);
            Status = settlement.Status;
        }

        private void CarryOut(Sweep sweep)
        {
            for (var task = 0; task < Tasks.Length; task++)
            {
                if (Happen(task, new TaskEvent.Swept(sweep, _canceledByFailing[task])))
                    _canceledByFailing[task] = sweep is Sweep.Fail;
            }
        }

        private bool Happen(int task, TaskEvent happened)
        {
            if (TaskMachine.Decide(Tasks[task], happened) is not TaskDecision.Moved moved)
                return false;

            Tasks[task] = moved.Status;
            _held[task] |= moved.SetsHold;
            return true;
        }
    }
}
