using System.Data.Common;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Inspection;

/// <summary>
/// Reads a farm's rows for an inspection, table by table in the order of their keys: a stretch of jobs at a time, so that
/// neither a large job nor many small ones take many statements or much memory. The same on every database.
/// </summary>
/// <param name="connection">Within a transaction that sees one moment.</param>
/// <param name="dialect">How the database keeps ids and times.</param>
internal sealed class SqlFacts(DbConnection connection, SqlDialect dialect)
{
    /// <summary>Tasks in a stretch, where no single job has more.</summary>
    private const int TasksAtOnce = 20_000;

    private const int JobsAtOnce = 1_000;

    private const string InStretch = "job > @after AND job <= @upto";

    private static readonly Guid Last = new([.. Enumerable.Repeat(byte.MaxValue, 16)]);

    private readonly Dictionary<Guid, JobFactsBuilder> _stretch = [];

    public async Task<InspectionReport> JudgeAsync(Inspector inspector, CancellationToken cancellation)
    {
        var jobs = await JobsAsync(cancellation);
        var buried = await IdsAsync("SELECT job FROM tombstones", cancellation);
        var audits = await AuditsAsync(cancellation);
        var after = Guid.Empty;
        foreach (var stretch in Stretches(jobs))
        {
            var upto = stretch.IsLast ? Last : stretch.Jobs[^1].Id;
            foreach (var (id, columns) in stretch.Jobs)
                Of(id).Job = columns;
            await ReadAsync(after, upto, cancellation);
            Judge(inspector, buried, audits);
            after = upto;
        }

        foreach (var id in audits.Keys.Concat(inspector.LoggedJobs))
            Of(id);
        Judge(inspector, buried, audits);
        return inspector.Conclude(new WorkerFacts(
            await SitesAsync(cancellation),
            await IdsAsync("SELECT id FROM managers", cancellation),
            await IdsAsync("SELECT site FROM leases", cancellation)));
    }

    private static IEnumerable<(List<(Guid Id, JobColumns Columns)> Jobs, bool IsLast)> Stretches(List<(Guid Id, JobColumns Columns)> jobs)
    {
        var stretch = new List<(Guid, JobColumns)>();
        var tasks = 0;
        foreach (var job in jobs)
        {
            if (stretch.Count == JobsAtOnce || (stretch.Count > 0 && tasks + job.Columns.Counts.Total > TasksAtOnce))
            {
                yield return (stretch, IsLast: false);
                (stretch, tasks) = ([], 0);
            }

            stretch.Add(job);
            tasks += job.Columns.Counts.Total;
        }

        yield return (stretch, IsLast: true);
    }

    /// <summary>What the audit log says of jobs that have not been judged yet stays for those that come.</summary>
    private void Judge(Inspector inspector, HashSet<Guid> buried, Dictionary<Guid, List<AuditLine>> audits)
    {
        foreach (var (id, job) in _stretch)
        {
            job.IsBuried = buried.Contains(id);
            if (audits.Remove(id, out var known))
                job.Audits = known;
            inspector.Judge(job.Build());
        }

        _stretch.Clear();
    }

    private async Task ReadAsync(Guid after, Guid upto, CancellationToken cancellation)
    {
        (string, object)[] stretch = [("@after", dialect.Stored(after)), ("@upto", dialect.Stored(upto))];
        await EachAsync(
            $"SELECT job, number, status, attempt, held, steps_completed, steps_total, depends_on FROM tasks WHERE {InStretch} ORDER BY job, number",
            row => Of(dialect.Id(row, 0)).Tasks.Add(Task(row)),
            cancellation,
            stretch);
        await EachAsync(
            $"SELECT job, number, attempt, worker, slot, outcome, held, assigned FROM attempts WHERE {InStretch} ORDER BY job, number, attempt",
            row => Of(dialect.Id(row, 0)).Attempts.Add(Attempt(row)),
            cancellation,
            stretch);
        await EachAsync(
            $"SELECT job, page FROM command_pages WHERE {InStretch} ORDER BY job, page",
            row => Of(dialect.Id(row, 0)).CommandPages.Add(row.GetInt64(1)),
            cancellation,
            stretch);
        await EachAsync(
            $"SELECT job, sequence, who, what FROM operation_log WHERE {InStretch} ORDER BY job, sequence",
            row => Of(dialect.Id(row, 0)).Log.Add(new LogLine(row.GetInt32(1), row.GetString(2), row.GetString(3))),
            cancellation,
            stretch);
        await EachAsync(
            $"SELECT job, COUNT(*) FROM blocklist WHERE {InStretch} GROUP BY job",
            row => Of(dialect.Id(row, 0)).Blocked = (int)row.GetInt64(1),
            cancellation,
            stretch);
    }

    private JobFactsBuilder Of(Guid job) => _stretch.TryGetValue(job, out var known) ? known : _stretch[job] = new JobFactsBuilder(job);

    private async Task<List<(Guid Id, JobColumns Columns)>> JobsAsync(CancellationToken cancellation)
    {
        var jobs = new List<(Guid, JobColumns)>();
        await EachAsync(
            """
            SELECT id, status, updated, queued, active, completed, soft_failed, failed, canceled, paused, steps_completed, steps_total,
                sweep, sweep_next, sweep_after
            FROM jobs ORDER BY id
            """,
            row => jobs.Add((dialect.Id(row, 0), Job(row))),
            cancellation);
        return jobs;
    }

    /// <summary>By job; what is about something else is left out.</summary>
    private async Task<Dictionary<Guid, List<AuditLine>>> AuditsAsync(CancellationToken cancellation)
    {
        var audits = new Dictionary<Guid, List<AuditLine>>();
        await EachAsync(
            "SELECT target, who, what, COUNT(*) FROM audit GROUP BY target, who, what",
            row =>
            {
                if (AuditLine.Of(row.GetString(0), row.GetString(1), row.GetString(2), (int)row.GetInt64(3)) is not (var job, var line))
                    return;
                if (!audits.TryGetValue(job, out var known))
                    audits[job] = known = [];
                known.Add(line);
            },
            cancellation);
        return audits;
    }

    private async Task<HashSet<Guid>> IdsAsync(string sql, CancellationToken cancellation)
    {
        var ids = new HashSet<Guid>();
        await EachAsync(sql, row => ids.Add(dialect.Id(row, 0)), cancellation);
        return ids;
    }

    private async Task<Dictionary<Guid, Guid>> SitesAsync(CancellationToken cancellation)
    {
        var sites = new Dictionary<Guid, Guid>();
        await EachAsync("SELECT id, manager FROM workers", row => sites.Add(dialect.Id(row, 0), dialect.Id(row, 1)), cancellation);
        return sites;
    }

    private async Task EachAsync(
        string sql, Action<DbDataReader> take, CancellationToken cancellation, params (string Name, object Value)[] parameters)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            take(reader);
    }

    private JobColumns Job(DbDataReader row) => new()
    {
        Status = (JobStatus)row.GetInt32(1),
        Updated = dialect.Time(row, 2),
        Counts = new TaskCounts(
            row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6), row.GetInt32(7), row.GetInt32(8), row.GetInt32(9)),
        StepsCompleted = row.GetInt64(10),
        StepsTotal = row.GetInt64(11),
        Sweep = (Sweep)row.GetInt32(12),
        SweepNext = row.GetInt64(13),
        SweepAfter = (JobStatus)row.GetInt32(14),
    };

    private static TaskColumns Task(DbDataReader row) => new()
    {
        Number = (uint)row.GetInt64(1),
        Status = (RenderTaskStatus)row.GetInt32(2),
        Attempt = row.GetInt32(3),
        Held = row.IsDBNull(4) ? null : row.GetInt32(4),
        StepsCompleted = row.GetInt32(5),
        StepsTotal = row.GetInt32(6),
        DependsOn = Packing.Numbers(row.GetFieldValue<byte[]>(7)),
    };

    private AttemptColumns Attempt(DbDataReader row) => new()
    {
        Task = (uint)row.GetInt64(1),
        Attempt = row.GetInt32(2),
        Worker = dialect.Id(row, 3),
        Slot = row.GetInt32(4),
        Outcome = (AttemptOutcome)row.GetInt32(5),
        Held = row.GetBoolean(6),
        Assigned = dialect.Time(row, 7),
    };
}
