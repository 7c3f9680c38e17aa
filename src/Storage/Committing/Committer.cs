using System.Threading.Channels;
using Flamenco.Domain.Identity;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Committing;

/// <summary>
/// Brings concurrent transitions to the database together. One per silo and store. Each caller is answered only after its
/// own row is committed; a second transition of a task waits for the next batch; what one of them breaks, only its owner
/// hears of; a commit whose outcome is not known is looked up before anybody is answered.
/// </summary>
public sealed class Committer : IAsyncDisposable
{
    private const int MostInABatch = 512;

    private readonly IBatchDatabase _database;
    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public Committer(IBatchDatabase database)
    {
        _database = database;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Commits a transition; answers its verdict when that is durable.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was kept.</exception>
    /// <exception cref="OutcomeUnknownException">It may or may not have happened.</exception>
    public async Task<TResult> CommitAsync<TResult>(Transition<TResult> transition, CancellationToken cancellation)
        where TResult : class
    {
        cancellation.ThrowIfCancellationRequested();
        var waiting = new Waiting(transition);
        if (!_queue.Writer.TryWrite(waiting))
            throw new StoreUnavailableException("the Server is stopping", new ObjectDisposedException(nameof(Committer)));

        await waiting.Done.Task;
        return transition.Result;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var later = new List<Waiting>();
        while (later.Count > 0 || await _queue.Reader.WaitToReadAsync(_stopping.Token))
            await CommitAsync(TakeBatch(later));
    }

    /// <summary>As many as there are, at most one per task and one per job as a whole; the others stay for the next batch, in their order.</summary>
    private List<Waiting> TakeBatch(List<Waiting> later)
    {
        var batch = new List<Waiting>();
        var rows = new HashSet<(JobId, TaskId?)>();
        var still = new List<Waiting>();
        foreach (var waiting in later)
            Sort(waiting);
        later.Clear();
        while (batch.Count < MostInABatch && _queue.Reader.TryRead(out var waiting))
            Sort(waiting);

        later.AddRange(still);
        return batch;

        void Sort(Waiting waiting)
        {
            if (batch.Count < MostInABatch && rows.Add((waiting.Transition.Keys.Job, waiting.Transition.Keys.Task)))
                batch.Add(waiting);
            else
                still.Add(waiting);
        }
    }

    private async Task CommitAsync(List<Waiting> batch)
    {
        try
        {
            await _database.CommitAsync(batch.ConvertAll(waiting => waiting.Transition), _stopping.Token);
            foreach (var waiting in batch)
                waiting.Done.TrySetResult();
        }
        catch (StoreUnavailableException unavailable)
        {
            foreach (var waiting in batch)
                waiting.Done.TrySetException(unavailable);
        }
        catch (OutcomeUnknownException unknown)
        {
            await LookAsync(batch, unknown);
        }
        catch (Exception broken) when (batch.Count == 1)
        {
            batch[0].Done.TrySetException(broken);
        }
        catch (Exception)
        {
            // One of them broke it: each on its own, so that only that one fails.
            foreach (var waiting in batch)
                await CommitAsync([waiting]);
        }
    }

    private async Task LookAsync(List<Waiting> batch, OutcomeUnknownException unknown)
    {
        Rows rows;
        try
        {
            rows = await _database.ReadBackAsync(batch.ConvertAll(waiting => waiting.Transition), _stopping.Token);
        }
        catch (Exception)
        {
            foreach (var waiting in batch)
                waiting.Done.TrySetException(unknown);
            return;
        }

        foreach (var waiting in batch)
        {
            if (waiting.Transition.BearsItsMark(rows))
                waiting.Done.TrySetResult();
            else
                waiting.Done.TrySetException(unknown);
        }
    }

    private sealed class Waiting(Transition transition)
    {
        public Transition Transition => transition;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
