namespace Flamenco.Storage.Inspection;

/// <summary>Brings the rows of one job together, which come table by table, each in the order of its key.</summary>
internal sealed class JobFactsBuilder(Guid id)
{
    public JobColumns? Job { get; set; }

    public List<TaskColumns> Tasks { get; } = [];

    public List<AttemptColumns> Attempts { get; } = [];

    public List<long> CommandPages { get; } = [];

    public List<LogLine> Log { get; } = [];

    public IReadOnlyList<AuditLine> Audits { get; set; } = [];

    public int Blocked { get; set; }

    public bool IsBuried { get; set; }

    public JobFacts Build()
    {
        var tasks = new List<TaskColumns>(Tasks.Count);
        var strays = new List<AttemptColumns>();
        var next = 0;
        foreach (var task in Tasks)
        {
            for (; next < Attempts.Count && Attempts[next].Task < task.Number; next++)
                strays.Add(Attempts[next]);

            var first = next;
            while (next < Attempts.Count && Attempts[next].Task == task.Number)
                next++;
            tasks.Add(next == first ? task : task with { Attempts = Attempts[first..next] });
        }

        strays.AddRange(Attempts[next..]);
        return new JobFacts
        {
            Id = id,
            Job = Job,
            Tasks = tasks,
            StrayAttempts = strays,
            CommandPages = CommandPages,
            Log = Log,
            Audits = Audits,
            Blocked = Blocked,
            IsBuried = IsBuried,
        };
    }
}
