using System.Globalization;
using Xunit.Abstractions;

namespace Flamenco.Server.Tests.Model;

public sealed class WhenAFarmIsPlayed(ITestOutputHelper output)
{
    private const string Seeds = "MODEL_SEEDS";
    private const string FirstSeed = "MODEL_FIRST_SEED";
    private const int SeedsInShort = 1_000;
    private const string SeedsToMiss = "MODEL_SEEDS_TO_MISS";
    private const int SeedsUntilMissed = 5_000;

    /// <summary>Set <c>MODEL_SEEDS</c> for more of them, <c>MODEL_FIRST_SEED</c> to begin elsewhere.</summary>
    [Fact]
    public async Task no_invariant_breaks_and_every_job_ends()
    {
        var first = Number(FirstSeed, 1);
        var count = Number(Seeds, SeedsInShort);

        for (var seed = first; seed < first + count; seed++)
            (await Play.RunAsync(seed)).ShouldBeNull();
    }

    /// <summary>Each rule with the seed from which on it is looked for; 1 but for the rarest.</summary>
    [Theory]
    [InlineData(Rules.OpenAttemptAtResults)]
    [InlineData(Rules.GenerationAtAssignment)]
    [InlineData(Rules.HoldAtAssignment)]
    [InlineData(Rules.VersionOfNotices)]
    [InlineData(Rules.ClosedAskOfLists)]
    [InlineData(Rules.WriteOfHandingOutAgain)]
    [InlineData(Rules.StoredRowAtSettling)]
    [InlineData(Rules.OwnMarkInReadBack)]
    [InlineData(Rules.HoldAtRevoking)]
    [InlineData(Rules.TasksOfANewGeneration)]
    [InlineData(Rules.DeadEnd)]
    [InlineData(Rules.ResultsWithoutGeneration)]
    [InlineData(Rules.GenerationOfCommands)]
    [InlineData(Rules.GenerationOfSweepEnds)]
    [InlineData(Rules.FenceOfChunks)]
    [InlineData(Rules.BusyJob)]
    [InlineData(Rules.WholeRequeue)]
    [InlineData(Rules.StoreAloneRefuses)]
    [InlineData(Rules.OneOpenAttemptASlot)]
    [InlineData(Rules.LifeOfSignOffs)]
    [InlineData(Rules.RisingAskOfHandingOut, 5_000)]
    internal async Task a_rule_that_is_taken_out_is_missed(Rules rule, int from = 1)
    {
        var count = Number(SeedsToMiss, SeedsUntilMissed);
        for (var seed = from; seed < from + count; seed++)
        {
            if (await Play.RunAsync(seed, rule) is not { } failure)
                continue;

            output.WriteLine($"without {rule}: {failure}");
            return;
        }

        Assert.Fail($"{count} seeds did not miss {rule}");
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
