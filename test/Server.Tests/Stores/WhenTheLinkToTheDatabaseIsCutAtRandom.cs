using Flamenco.Domain.Identity;
using Flamenco.Faults;
using Flamenco.Faults.Sights;

namespace Flamenco.Server.Tests.Stores;

[Collection(PostgresCluster.Name)]
public sealed class WhenTheLinkToTheDatabaseIsCutAtRandom
{
    private const int Jobs = 4;
    private const int TasksEach = 15;

    /// <summary>Enough for some batches, or nothing would ever get through.</summary>
    private const int MostBytes = 40_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task whatever_was_heard_is_true(int seed)
    {
        await using var postgres = await PostgresOverALink.OpenAsync(seed);
        await postgres.Network.TellAsync(async () =>
        {
            var callers = new RacingCallers(postgres.Store.Tasks);
            var tasks = new List<TaskId>();
            for (var job = 0; job < Jobs; job++)
                tasks.AddRange(await TasksOfAsync(postgres));
            postgres.Link.OnEachConnection(Draw);
            postgres.Link.Apply(new Fault.Reset());

            await Eventually.HappensAsync("all answers", Task.WhenAll(tasks.Select(callers.RunAsync)));
            postgres.Link.Heal();

            foreach (var task in tasks)
                await callers.CheckAsync(postgres.Direct.Tasks, task);
            foreach (var job in tasks.Select(task => task.Job).Distinct())
                (await postgres.CountsAsync(job)).Total.ShouldBe(TasksEach);
        });
    }

    private static async Task<IEnumerable<TaskId>> TasksOfAsync(PostgresOverALink postgres)
    {
        var job = await postgres.StoredAsync(Some.Job(Some.Tasks(TasksEach)));
        return Enumerable.Range(1, TasksEach).Select(number => job.Task((uint)number));
    }

    /// <summary>Every connection breaks: half of them around a commit, half of them anywhere.</summary>
    private static Rule Draw(Random chance)
    {
        Trigger moment = chance.Next(4) switch
        {
            0 => new Trigger.Seen(PostgresSights.Commit, (Edge)chance.Next(2)),
            1 => new Trigger.Seen(PostgresSights.Committed, (Edge)chance.Next(2)),
            _ => new Trigger.Bytes((Direction)chance.Next(2), chance.Next(MostBytes)),
        };
        Fault fault = chance.Next(3) switch
        {
            0 => new Fault.Reset(),
            1 => new Fault.Cut(),
            _ => new Fault.HalfClose((Direction)chance.Next(2)),
        };
        return new Rule(moment, fault);
    }
}
