using Flamenco.Domain.Identity;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Transitions;

/// <summary>Something that a person asks for: done once under an idempotency key, recognised by its own id where its answer was lost.</summary>
/// <param name="id">The job that it is about.</param>
/// <param name="by">Who asks.</param>
/// <param name="request">What is asked for, with its target: what the key stands for.</param>
internal abstract class Operation(JobId id, OperationBy by, string request) : Transition<Commanded>
{
    public override RowKeys Keys => new(id, Key: Key);

    protected OperationBy By => by;

    protected PersonsKey? Key => by.Key is { } key ? new PersonsKey(by.Who, key) : null;

    public override bool BearsItsMark(Rows rows) => rows.JobOfAnyStatus(id)?.LastOperation == by.Operation;

    protected sealed override Commanded Judge(Rows rows)
    {
        if (Key is { } key && rows.Key(key) is { } known)
            return known.Fingerprint == request ? Again(rows) : new Commanded.KeyReused();
        if (rows.Job(id) is not { } job)
            return new Commanded.Missing();

        var verdict = Carry(rows, job);
        if (Key is { } mine && verdict is Commanded.Applied or Commanded.Repeated)
            rows.Add(new KeyRow(mine, id, request));
        return verdict;
    }

    /// <summary>What is answered where this was done before under the same key.</summary>
    protected virtual Commanded Again(Rows rows) => new Commanded.Repeated(rows.Job(id));

    /// <summary>The verdict, with everything that follows from it put into the rows.</summary>
    protected abstract Commanded Carry(Rows rows, JobRow job);
}
