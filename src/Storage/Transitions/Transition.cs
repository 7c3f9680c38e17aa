namespace Flamenco.Storage.Transitions;

/// <summary>
/// A change of one task, decided by what is stored: a pure function of the rows. The same on every database, which only
/// loads and saves them.
/// </summary>
public abstract class Transition
{
    public abstract RowKeys Keys { get; }

    /// <summary>Decides, and puts into the rows what changes. Everything is decided before the first row is put.</summary>
    public abstract void Decide(Rows rows);

    /// <summary>
    /// After a commit of which nobody knows whether it happened: do the rows bear this transition's own mark? If so its
    /// result stands; if not, it stays unknown.
    /// </summary>
    public abstract bool BearsItsMark(Rows rows);
}

/// <typeparam name="TResult">The verdict.</typeparam>
public abstract class Transition<TResult> : Transition
    where TResult : class
{
    private TResult? _result;

    /// <summary>The verdict; there once it was decided.</summary>
    public TResult Result => _result ?? throw new InvalidOperationException($"{GetType().Name} has not been decided");

    public sealed override void Decide(Rows rows) => _result = Judge(rows);

    /// <summary>The verdict, with everything that follows from it put into the rows.</summary>
    protected abstract TResult Judge(Rows rows);
}
