namespace Flamenco.Server.Tests.Model;

public sealed class WhenTimeGoesWrong
{
    private const int Seeds = 60;
    private const int Hours = 3;
    private const int SecondsUntilFound = 60;

    /// <summary>An hour without a database, clocks that jump by a day, cut links, restarts, in any order.</summary>
    [Fact]
    public async Task nobody_who_lives_is_lost_and_one_that_vanished_is_found_when_faults_are_over()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                await PlayAsync(seed);
            }
            catch (ModelViolation violation)
            {
                Assert.Fail($"seed {seed}: {violation.Message}");
            }
        }
    }

    private static async Task PlayAsync(int seed)
    {
        var random = new Random(seed);
        var model = new LeaseModel(seed);
        await model.StartAsync();
        var oneIn = random.Next(30, 900);
        for (var second = 0; second < Hours * 3_600; second++)
        {
            if (random.Next(oneIn) == 0)
                model.Trouble();
            await model.SecondAsync(vanished: false);
            if (model.Found is { } early)
                throw new ModelViolation($"the Worker that did not vanish yet was lost at {early}");
        }

        model.Heal();
        // What was deaf in the last trouble has to listen for a whole lease first.
        for (var second = 0; second < SecondsUntilFound; second++)
            await model.SecondAsync(vanished: false);
        for (var second = 0; second < SecondsUntilFound; second++)
            await model.SecondAsync(vanished: true);
        if (model.Found is null)
            throw new ModelViolation($"the vanished Worker is not found within {SecondsUntilFound} s");
    }
}
