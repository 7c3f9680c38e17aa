using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>
/// The embedded database: one thread that commits what concurrent writers bring, many at once, and a few that read.
/// SQLite's calls block, so none of them ever runs on a caller's thread.
/// </summary>
public sealed class SqliteStore : IAsyncDisposable
{
    private const int MostInABatch = 256;
    private const int Readers = 2;

    private readonly Channel<Work> _writes = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<Work> _reads = Channel.CreateUnbounded<Work>();
    private readonly List<Task> _threads = [];

    /// <summary>Opens the database, creating it if there is none, and brings its schema up to date.</summary>
    /// <param name="file">Path of the database file; its folder must exist.</param>
    /// <exception cref="SchemaException">The file belongs to another program or a newer version.</exception>
    public SqliteStore(string file)
    {
        using (var session = new SqliteSession(file, readOnly: false))
            SqliteSchema.Apply(session);

        _threads.Add(Start("flamenco-commit", () => Commit(new SqliteSession(file, readOnly: false))));
        for (var reader = 0; reader < Readers; reader++)
            _threads.Add(Start($"flamenco-read-{reader}", () => Read(new SqliteSession(file, readOnly: true))));
    }

    /// <summary>Runs a write in a transaction that it shares with others; answers when that is durable.</summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was kept.</exception>
    internal Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellation) => Enqueue(_writes, write, cancellation);

    internal Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellation) => Enqueue(_reads, read, cancellation);

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        _reads.Writer.TryComplete();
        await Task.WhenAll(_threads);
    }

    private static async Task<T> Enqueue<T>(Channel<Work> queue, Func<SqliteSession, T> action, CancellationToken cancellation)
    {
        var work = new Work<T>(action, cancellation);
        return queue.Writer.TryWrite(work)
            ? await work.Done.Task
            : throw new StoreUnavailableException("the Server's database is closed", new ObjectDisposedException(nameof(SqliteStore)));
    }

    private Task Start(string name, Action run)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                run();
                ended.SetResult();
            }
            catch (Exception exception)
            {
                // Without this thread nothing is served: whoever waits, and whoever comes, hears of it.
                Close(_writes, exception);
                Close(_reads, exception);
                ended.SetException(exception);
            }
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        return ended.Task;
    }

    private static void Close(Channel<Work> queue, Exception exception)
    {
        queue.Writer.TryComplete(exception);
        while (queue.Reader.TryRead(out var work))
            work.Fail(new StoreUnavailableException("the Server's database can not be used any more; restart the Server", exception));
    }

    private static bool Wait(Channel<Work> queue)
    {
        var more = queue.Reader.WaitToReadAsync();
        return more.IsCompletedSuccessfully ? more.Result : more.AsTask().GetAwaiter().GetResult();
    }

    private void Read(SqliteSession session)
    {
        using (session)
        {
            while (Wait(_reads))
            {
                while (_reads.Reader.TryRead(out var work))
                {
                    ReadOne(session, work);
                }
            }
        }
    }

    private static void ReadOne(SqliteSession session, Work work)
    {
        try
        {
            // One snapshot for everything that the work reads.
            session.Execute("BEGIN");
            work.Run(session);
            session.Commit();
            work.Complete();
        }
        catch (SqliteException exception)
        {
            session.Rollback();
            Refuse([work], exception);
        }
    }

    private void Commit(SqliteSession session)
    {
        using (session)
        {
            var batch = new List<Work>(MostInABatch);
            while (Wait(_writes))
            {
                while (batch.Count < MostInABatch && _writes.Reader.TryRead(out var work))
                    batch.Add(work);
                CommitBatch(session, batch);
                batch.Clear();
            }
        }
    }

    private static void CommitBatch(SqliteSession session, List<Work> batch)
    {
        try
        {
            session.Begin();
        }
        catch (SqliteException exception)
        {
            Refuse(batch, exception);
            return;
        }

        try
        {
            foreach (var work in batch)
            {
                session.Execute("SAVEPOINT one");
                if (!work.Run(session))
                {
                    session.Execute("ROLLBACK TO one");
                    session.ForgetChange();
                }

                session.Execute("RELEASE one");
            }

            session.Commit();
        }
        catch (SqliteException exception)
        {
            session.Rollback();
            Refuse(batch, exception);
            return;
        }

        foreach (var work in batch)
            work.Complete();
    }

    private static void Refuse(List<Work> batch, SqliteException exception)
    {
        var reason = exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL
            ? "the disk with the Server's data folder is full"
            : $"the Server's database can not be written: {exception.Message}";
        foreach (var work in batch)
            work.Fail(new StoreUnavailableException(reason, exception));
    }

    private abstract class Work
    {
        /// <summary>Runs it; false: it failed, and nothing of it may be kept.</summary>
        public abstract bool Run(SqliteSession session);

        /// <summary>What it wrote is durable: answers its caller.</summary>
        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Work<T>(Func<SqliteSession, T> action, CancellationToken cancellation) : Work
    {
        private T? _result;
        private Exception? _failure;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool Run(SqliteSession session)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                _result = action(session);
                return true;
            }
            catch (Exception exception) when (exception is not SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR })
            {
                _failure = exception;
                return false;
            }
        }

        public override void Complete()
        {
            if (_failure is OperationCanceledException)
                Done.TrySetCanceled(cancellation);
            else if (_failure is not null)
                Done.TrySetException(_failure);
            else
                Done.TrySetResult(_result!);
        }

        public override void Fail(Exception exception) => Done.TrySetException(exception);
    }
}
