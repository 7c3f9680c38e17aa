using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Server.Tests.Model;

/// <summary>Shows a transition rows on which a rule that was taken out is kept, and then puts back what it was shown wrongly.</summary>
internal sealed class LooseTransition(Transition inner, TakenOut without) : Transition
{
    public override RowKeys Keys => inner.Keys;

    public override bool BearsItsMark(Rows rows) => inner.BearsItsMark(rows);

    public override void Decide(Rows rows)
    {
        if (rows.Job(Keys.Job) is not { } job)
        {
            inner.Decide(rows);
            return;
        }

        switch (inner)
        {
            case Assign assign when rows.Task(Keys.Task!.Value) is { } task:
                ToSomebody(rows, job, task, assign.Slot);
                break;
            case End or HandOutAgain when rows.Task(Keys.Task!.Value) is { } task && rows.Attempt(task.Id, Keys.Attempt!.Value) is { } attempt:
                OfAttempt(rows, job, task, attempt);
                break;
            case SweepChunk chunk when without.Has(Rules.FenceOfChunks):
                Late(rows, job, chunk.On);
                break;
            default:
                OfJob(rows, job);
                break;
        }
    }

    private void ToSomebody(Rows rows, JobRow job, StoredTask task, WorkerSlot slot)
    {
        var busy = without.Has(Rules.OneOpenAttemptASlot) ? rows.OpenIn(slot) : null;
        if (busy is not null)
            rows.Loaded(busy with { Outcome = AttemptOutcome.Expired });
        if (without.Has(Rules.HoldAtAssignment))
            rows.Loaded(task with { Held = null });
        if (without.Has(Rules.GenerationAtAssignment))
            rows.Loaded(job with { Status = JobStatus.Active });

        inner.Decide(rows);

        if (busy is not null)
            rows.Loaded(busy);
        if (busy is not null && rows.NewAttempts.FirstOrDefault(added => added.Task == task.Id) is { } added)
            rows.Add(added with { Slot = TakenOut.SlotOfNobody(added) });
        PutBack(rows, job, task);
    }

    private void OfAttempt(Rows rows, JobRow job, StoredTask task, AttemptRow attempt)
    {
        if (inner is HandOutAgain && without.Has(Rules.RisingAskOfHandingOut))
            rows.Loaded(attempt with { Ask = 0 });
        if (inner is End && without.Has(Rules.OpenAttemptAtResults))
        {
            rows.Loaded(attempt with { Outcome = AttemptOutcome.Open });
            rows.Loaded(task with { Status = RenderTaskStatus.Active });
        }

        var isRefused = inner is End && without.Has(Rules.ResultsWithoutGeneration) && !job.Status.Runs() && attempt.Outcome is AttemptOutcome.Open;
        if (isRefused)
            rows.Loaded(attempt with { Outcome = AttemptOutcome.Revoked });

        inner.Decide(rows);

        if (isRefused)
            rows.Loaded(attempt);
        else if (inner is End)
            PutBack(rows, job, task);
    }

    private void Late(Rows rows, JobRow job, SweepOn chunk)
    {
        var sent = without.SentFor(chunk);
        rows.Loaded(job with { Generation = chunk.Generation, Sweep = sent });
        inner.Decide(rows);
        if (job.Generation == chunk.Generation && job.Sweep == sent)
            return;

        rows.Loaded(rows.Job(job.Id)! with { Generation = job.Generation, Sweep = job.Sweep, Status = job.Status, LastOperation = job.LastOperation });
    }

    private void OfJob(Rows rows, JobRow job)
    {
        if (inner is CommandTask && without.Has(Rules.BusyJob))
            rows.Loaded(job with { Sweep = null });
        if (inner is CommandJob && without.Has(Rules.WholeRequeue) && job.SweepKind is Sweep.RequeueAll)
            rows.Loaded(job with { Status = JobStatus.Active, Sweep = null });

        inner.Decide(rows);

        var after = rows.JobOfAnyStatus(job.Id)!;
        if (inner is CommandTask && without.Has(Rules.BusyJob))
            rows.Loaded(after with { Sweep = job.Sweep });
        if (inner is CommandJob && after.Generation == job.Generation)
            rows.Loaded(job);
        if ((inner is CommandJob or CommandTask or Settle && without.Has(Rules.GenerationOfCommands))
            || (inner is SweepChunk && without.Has(Rules.GenerationOfSweepEnds)))
        {
            rows.Loaded(rows.JobOfAnyStatus(job.Id)! with { Generation = job.Generation });
        }
    }

    private static void PutBack(Rows rows, JobRow job, StoredTask task)
    {
        var after = rows.Task(task.Id)!;
        if (after.Version == task.Version)
        {
            rows.Loaded(task);
            rows.Loaded(job);
            return;
        }

        rows.Loaded(after with { Held = task.Held });
        var jobAfter = rows.Job(job.Id)!;
        rows.Loaded(jobAfter with
        {
            Status = job.Status.Runs() ? jobAfter.Status : job.Status,
            Counts = job.Counts.Moved(task.Status, after.Status),
        });
    }
}
