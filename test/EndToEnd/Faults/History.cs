using System.Collections.Concurrent;
using Flamenco.Contracts.Site;

namespace Flamenco.EndToEnd.Faults;

/// <summary>What clients asked for and what they were told, over all lives of a farm. "Acknowledged" means that the answer was 2xx.</summary>
internal sealed class History
{
    private readonly ConcurrentDictionary<Guid, int> _submitted = [];
    private readonly ConcurrentDictionary<AttemptRef, bool> _completed = [];
    private readonly ConcurrentDictionary<Guid, bool> _deletionAsked = [];
    private readonly ConcurrentDictionary<Guid, int> _requeuesAsked = [];
    private readonly ConcurrentQueue<Commanded> _commands = [];
    private int _inFlight;

    /// <summary>Requests that are on their way now.</summary>
    public int InFlight => _inFlight;

    /// <summary>Acknowledged submissions, with how many tasks each has.</summary>
    public IReadOnlyDictionary<Guid, int> Submitted => _submitted;

    /// <summary>Attempts whose completion was acknowledged.</summary>
    public IEnumerable<AttemptRef> Completed => _completed.Keys;

    /// <summary>Acknowledged commands of operators.</summary>
    public IEnumerable<Commanded> Commands => _commands;

    public void Submit(Guid job, int tasks) => _submitted[job] = tasks;

    public void Complete(AttemptRef attempt) => _completed[attempt] = true;

    public void Command(Commanded command) => _commands.Enqueue(command);

    /// <summary>Somebody asks, now or earlier, that the job be deleted: from then on it may be gone.</summary>
    public void AskForDeletion(Guid job) => _deletionAsked[job] = true;

    public bool MayBeGone(Guid job) => _deletionAsked.ContainsKey(job);

    /// <summary>Somebody asks that this task, or with a job's id each of its tasks, be done once more.</summary>
    public void AskForRequeue(Guid id) => _requeuesAsked.AddOrUpdate(id, 1, (_, count) => count + 1);

    /// <summary>How often it may have been completed.</summary>
    public int MostCompletions(Guid job, Guid task) => 1 + _requeuesAsked.GetValueOrDefault(job) + _requeuesAsked.GetValueOrDefault(task);

    public async Task<T> SendAsync<T>(Func<Task<T>> request)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            return await request();
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <param name="Job">The job that it is about, or whose task.</param>
    /// <param name="Path">What was asked for.</param>
    /// <param name="Method">How.</param>
    /// <param name="Body">JSON; null for none.</param>
    /// <param name="Key">Its idempotency key.</param>
    public sealed record Commanded(Guid Job, HttpMethod Method, string Path, string? Body, string Key);
}
