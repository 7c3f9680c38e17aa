using Flamenco.Domain.Identity;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Transitions;

/// <summary>The processes of a revoked attempt are dead: the hold that names it goes.</summary>
internal sealed class ConfirmDead(TaskId id, int attempt) : Transition<Written<StoredTask>>
{
    public override RowKeys Keys => new(id.Job, id, attempt);

    protected override Written<StoredTask> Judge(Rows rows)
    {
        if (rows.Task(id) is not { } task || rows.Job(id.Job) is null)
            return new Written<StoredTask>.Missing();
        if (task.Held != attempt || rows.Attempt(id, attempt) is not { } known)
            return new Written<StoredTask>.Conflict(task, "the hold is not that attempt");

        rows.Put(known with { Held = false });
        return new Written<StoredTask>.Applied(rows.Move(task, task with { Held = null }));
    }

    // Whoever confirms does so again and again until the hold is gone.
    public override bool BearsItsMark(Rows rows) => rows.Attempt(id, attempt) is { Held: false };
}
