using Flamenco.Contracts.Site;
using Npgsql;

namespace Flamenco.Faults.Clusters;

/// <summary>What stands in the database in the end, beside what clients were told.</summary>
public sealed class FarmRows(string connection)
{
    private const string Unfinished =
        "SELECT COUNT(*) FROM tasks t JOIN jobs j ON j.id = t.job WHERE j.status IN (1, 2) AND t.status NOT IN (2, 4, 5) AND j.created <= $1";

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until nothing is left to do of the jobs that there are now.</summary>
    /// <returns>Tasks that are still not done when the patience has ended.</returns>
    public async Task<long> StuckAsync(TimeSpan patience)
    {
        var now = await ValueAsync<DateTime>("SELECT now()");
        using var limit = new CancellationTokenSource(patience);
        using var beat = new PeriodicTimer(Beat);
        while (await ValueAsync<long>(Unfinished, now) is var left and > 0)
        {
            if (limit.IsCancellationRequested)
                return left;
            await beat.WaitForNextTickAsync(CancellationToken.None);
        }

        return 0;
    }

    /// <summary>Tasks that more than one attempt has completed, or whose completion was acknowledged for more than one attempt.</summary>
    public async Task<long> DoubleCompletionsAsync(ClientHistory history) =>
        await ValueAsync<long>("SELECT COUNT(*) FROM (SELECT 1 FROM attempts WHERE outcome = 1 GROUP BY job, number HAVING COUNT(*) > 1) twice")
        + history.Completed.GroupBy(attempt => attempt.Task).Count(task => task.Count() > 1);

    /// <summary>Acknowledged completions and submissions that are not there.</summary>
    public async Task<long> LostAsync(ClientHistory history)
    {
        // What was acknowledged before the database is read must be there.
        var acknowledged = (history.Completed, Jobs: history.Submitted.ToList());
        var completed = await CompletedAsync();
        var jobs = await JobsAsync();
        return acknowledged.Completed.Count(attempt => !completed.Contains(attempt))
            + acknowledged.Jobs.Count(job => jobs.GetValueOrDefault(job.Key) != job.Value);
    }

    /// <summary>Attempts that two Workers were given, or that do not rise within their task: there must be none.</summary>
    public static IReadOnlyList<AttemptRef> TwoOwners(ClientHistory history) =>
    [
        .. history.HandedOut.GroupBy(given => given.Attempt).Where(attempt => attempt.Select(given => given.Worker).Distinct().Count() > 1).Select(attempt => attempt.Key),
    ];

    private async Task<HashSet<AttemptRef>> CompletedAsync()
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(
            "SELECT a.job, a.number, a.attempt FROM attempts a JOIN tasks t ON t.job = a.job AND t.number = a.number WHERE a.outcome = 1 AND t.status = 2");
        await using var reader = await command.ExecuteReaderAsync();
        var completed = new HashSet<AttemptRef>();
        while (await reader.ReadAsync())
            completed.Add(new AttemptRef { Task = TaskOf(reader.GetGuid(0), (uint)reader.GetInt64(1)), Attempt = reader.GetInt32(2) });
        return completed;
    }

    private async Task<Dictionary<Guid, int>> JobsAsync()
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("SELECT job, COUNT(*)::integer FROM tasks GROUP BY job");
        await using var reader = await command.ExecuteReaderAsync();
        var jobs = new Dictionary<Guid, int>();
        while (await reader.ReadAsync())
            jobs.Add(reader.GetGuid(0), reader.GetInt32(1));
        return jobs;
    }

    private async Task<T> ValueAsync<T>(string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static Guid TaskOf(Guid job, uint number)
    {
        var bytes = job.ToByteArray(bigEndian: true);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), number);
        return new Guid(bytes, bigEndian: true);
    }
}
