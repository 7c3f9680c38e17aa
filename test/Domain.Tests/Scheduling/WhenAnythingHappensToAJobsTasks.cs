using CsCheck;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests.Scheduling;

/// <summary>Whole jobs with whatever may happen to them, beside a table that is too simple to be wrong.</summary>
public class WhenAnythingHappensToAJobsTasks
{
    private static readonly string[] Types = ["blender", "ffmpeg", "misc"];

    [Fact]
    public void the_table_hands_out_what_the_simple_one_would() => Stories.Sample(story => Play(story, (_, _) => true, checkReserve: true));

    [Fact]
    public void the_counts_equal_a_group_by() => Stories.Sample(story => Play(story, (table, model) =>
        RenderTaskStatuses.All.All(status => table.Counts[status] == model.Rows.Values.Count(row => row.Status == status))
        && table.Steps.Count == model.Rows.Values.Select(row => row.Type).Distinct().Count()
        && table.Steps.All(type => type.Value == new StepCount(
            model.Rows.Values.Where(row => row.Type == type.Key).Sum(row => (long)row.StepsCompleted),
            model.Rows.Values.Where(row => row.Type == type.Key).Sum(row => (long)row.StepsTotal)))
        && table.Held == model.Rows.Values.Count(row => row.Held)));

    [Fact]
    public void what_is_runnable_equals_a_look_at_every_task() => Stories.Sample(story => Play(story, (table, model) =>
    {
        var runnable = model.Rows.Values.Where(model.IsRunnable).GroupBy(row => row.Type).ToDictionary(group => group.Key, group => group.Count());
        return table.Runnable.Count == runnable.Count
            && table.Runnable.All(pair => runnable.GetValueOrDefault(pair.Key) == pair.Value)
            && table.RunnableCount == runnable.Values.Sum()
            && table.ReservedCount == model.Reserved.Count;
    }));

    [Fact]
    public void a_task_is_never_handed_out_before_its_time() => Stories.Sample(story =>
    {
        var table = new TaskTable(story.Rows);
        IReadOnlyList<BlocklistEntry> blocklist = [];
        foreach (var step in story.Steps)
        {
            if (step is Step.Reserve(var worker) && table.Reserve(worker) is { } row)
            {
                var wrong = row.Held
                    || !row.Status.MayBeAssigned()
                    || row.FailedBy.Contains(worker.Id)
                    || !worker.TaskTypes.Contains(row.Type)
                    || blocklist.Contains(new BlocklistEntry(row.Type, worker.Id))
                    || row.DependsOn.Any(number => table.Find(number)!.Status is not RenderTaskStatus.Completed);
                if (wrong)
                    return false;
            }
            else if (step is Step.Release(var released))
            {
                table.Release(released);
            }
            else if (step is Step.Apply(var change))
            {
                table.Apply(change);
            }
            else if (step is Step.Block(var blocked))
            {
                table.Block(blocklist = blocked);
            }
        }

        return true;
    });

    private static bool Play(Story story, Func<TaskTable, Model, bool> holds, bool checkReserve = false)
    {
        var table = new TaskTable(story.Rows);
        var model = new Model(story.Rows);
        foreach (var step in story.Steps)
        {
            switch (step)
            {
                case Step.Reserve(var worker):
                    var (got, expected) = (table.Reserve(worker)?.Number, model.Reserve(worker));
                    if (checkReserve && got != expected)
                        return false;
                    break;
                case Step.Release(var number):
                    table.Release(number);
                    model.Reserved.Remove(number);
                    break;
                case Step.Apply(var change):
                    table.Apply(change);
                    model.Apply(change);
                    break;
                case Step.Block(var blocklist):
                    table.Block(blocklist);
                    model.Blocklist = blocklist;
                    break;
            }

            if (!holds(table, model))
                return false;
        }

        return true;
    }

    private static Gen<WorkerId> Worker { get; } = Gen.Int[1, 3].Select(Some.Worker);

    private static Gen<Story> Stories { get; } = Gen.Int[1, 12].SelectMany(count =>
    {
        var rows = Gen.Select(
            Gen.Select(Gen.OneOf(Types), Gen.OneOf(10, 50, 90), Some.TaskStatus),
            Gen.Select(Gen.Frequency((5, false), (1, true)), Gen.Int[0, 3], Gen.Bool.Array[count]),
            Worker.List[0, 2]).Array[count].Select(parts => parts.Select((part, index) =>
        {
            var ((type, priority, status), (held, version, depends), failedBy) = part;
            var dependsOn = Enumerable.Range(1, index).Where(number => depends[number - 1] && (number + index) % 3 == 0).Select(number => (uint)number);
            return new TaskRow((uint)index + 1, type, priority, status, 0, held, version, 0, 5, [.. dependsOn], failedBy);
        }).ToList());

        var step = Gen.OneOf<Step>(
            Gen.Select(Worker, Gen.OneOf(Types).List[1, 3]).Select((worker, types) => (Step)new Step.Reserve(new WorkerProfile(worker, types, Tags: []))),
            Gen.UInt[1, (uint)count].Select(number => (Step)new Step.Release(number)),
            Gen.Select(Gen.OneOf(Types), Worker).Select((type, worker) => new BlocklistEntry(type, worker)).List[0, 3]
                .Select(blocklist => (Step)new Step.Block(blocklist)),
            Gen.Select(
                Gen.Select(Gen.UInt[1, (uint)count], Some.TaskStatus, Gen.Frequency((5, false), (1, true))),
                Gen.Select(Gen.Int[0, 8], Gen.Int[0, 5], Worker.List[0, 2])).Select((what, more) =>
                    (Step)new Step.Apply(new TaskChange(what.Item1, what.Item2, 1, what.Item3, more.Item1, more.Item2, more.Item3))));

        return Gen.Select(rows, step.List[1, 25]).Select((all, steps) => new Story(all, steps));
    });

    private sealed record Story(IReadOnlyList<TaskRow> Rows, IReadOnlyList<Step> Steps);

    private abstract record Step
    {
        public sealed record Reserve(WorkerProfile Worker) : Step;

        public sealed record Release(uint Number) : Step;

        public sealed record Apply(TaskChange Change) : Step;

        public sealed record Block(IReadOnlyList<BlocklistEntry> Blocklist) : Step;
    }

    private sealed class Model(IEnumerable<TaskRow> rows)
    {
        public Dictionary<uint, TaskRow> Rows { get; } = rows.ToDictionary(row => row.Number);

        public HashSet<uint> Reserved { get; } = [];

        public IReadOnlyList<BlocklistEntry> Blocklist { get; set; } = [];

        public bool IsRunnable(TaskRow row) =>
            row.Status.MayBeAssigned()
            && !row.Held
            && !Reserved.Contains(row.Number)
            && row.DependsOn.All(number => Rows[number].Status is RenderTaskStatus.Completed);

        public uint? Reserve(WorkerProfile worker)
        {
            var best = Rows.Values
                .Where(row => IsRunnable(row) && worker.TaskTypes.Contains(row.Type) && !row.FailedBy.Contains(worker.Id))
                .Where(row => !Blocklist.Contains(new BlocklistEntry(row.Type, worker.Id)))
                .OrderByDescending(row => row.Priority).ThenBy(row => row.Number)
                .FirstOrDefault();
            if (best is not null)
                Reserved.Add(best.Number);
            return best?.Number;
        }

        public void Apply(TaskChange change)
        {
            if (change.Version > Rows[change.Number].Version)
                Rows[change.Number] = Rows[change.Number] with
                {
                    Status = change.Status, Attempt = change.Attempt, Held = change.Held, Version = change.Version,
                    StepsCompleted = change.StepsCompleted, FailedBy = change.FailedBy,
                };
        }
    }
}
