using CsCheck;
using Flamenco.Domain.Time;
using Shouldly;

namespace Flamenco.Domain.Tests.Time;

/// <summary>
/// Several sweepers over one stored value, each question, answer and write at its own moment: farm time never leads real time.
/// Measured from another moment than the answer that first showed the value (rule 17 taken out), it does.
/// </summary>
public class WhenSweepersKeepFarmTime
{
    private const int Sweepers = 3;
    private const int Steps = 60;

    private static readonly Gen<(int Sweeper, int Passes)[]> Moments =
        Gen.Select(Gen.Int[0, Sweepers - 1], Gen.Frequency((5, Gen.Int[0, 500]), (1, Gen.Int[0, 30_000]))).Array[1, Steps];

    public enum Measured
    {
        SinceTheAnswerThatFirstShowedIt = 0,
        SinceTheLastBeat = 1,
        SinceTheQuestion = 2,
    }

    [Fact]
    public void it_never_leads_real_time() =>
        Moments.Sample(moments => MostAhead(moments, Measured.SinceTheAnswerThatFirstShowedIt) <= TimeSpan.Zero, iter: 5_000);

    [Theory]
    [InlineData(Measured.SinceTheLastBeat)]
    [InlineData(Measured.SinceTheQuestion)]
    public void measured_from_another_moment_it_does(Measured measured) =>
        Should.Throw<CsCheckException>(() => Moments.Sample(moments => MostAhead(moments, measured) <= TimeSpan.Zero, iter: 5_000));

    [Fact]
    public void it_moves_on_by_what_has_passed_since_it_was_first_seen()
    {
        var first = FarmClock.See(known: null, stored: Seconds(100), answered: Seconds(3));
        var again = FarmClock.See(first, stored: Seconds(100), answered: Seconds(8));

        again.ShouldBe(first);
        FarmClock.Next(again, now: Seconds(9)).ShouldBe(Seconds(106));
    }

    [Fact]
    public void a_value_that_another_sweeper_has_moved_is_only_noted()
    {
        var first = FarmClock.See(known: null, stored: Seconds(100), answered: Seconds(3));

        FarmClock.See(first, stored: Seconds(105), answered: Seconds(8)).ShouldBe(new Sighting(Seconds(105), Seconds(8)));
    }

    [Fact]
    public void a_long_silence_counts_ten_seconds() =>
        FarmClock.Next(new Sighting(Seconds(100), FirstSeen: Seconds(3)), now: Seconds(3_603)).ShouldBe(Seconds(110));

    /// <summary>By how much farm time leads at most.</summary>
    private static TimeSpan MostAhead((int Sweeper, int Passes)[] moments, Measured measured)
    {
        var (now, stored, ahead) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        var sweepers = Enumerable.Range(0, Sweepers).Select(_ => new Sweeper()).ToArray();
        foreach (var (index, passes) in moments)
        {
            now += TimeSpan.FromMilliseconds(passes);
            if (sweepers[index].GoOn(now, stored, measured) is { } next)
                stored = next;
            if (stored - now > ahead)
                ahead = stored - now;
        }

        return ahead;
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>Asks, reads, is answered, writes: one of these whenever it is its turn.</summary>
    private sealed class Sweeper
    {
        private Sighting? _seen;
        private TimeSpan _asked;
        private TimeSpan _read;
        private TimeSpan _lastBeat;
        private int _turn;

        /// <returns>The value that it has written; null: it wrote none.</returns>
        public TimeSpan? GoOn(TimeSpan now, TimeSpan stored, Measured measured)
        {
            switch (_turn++ % 4)
            {
                case 0:
                    _asked = now;
                    return null;
                case 1:
                    _read = stored;
                    return null;
                case 2:
                    _seen = FarmClock.See(_seen, _read, now);
                    return null;
                default:
                    var seen = measured switch
                    {
                        Measured.SinceTheLastBeat => new Sighting(_read, _lastBeat),
                        Measured.SinceTheQuestion => new Sighting(_read, _asked),
                        _ => _seen!.Value,
                    };
                    _lastBeat = now;
                    return stored == seen.Value ? FarmClock.Next(seen, now) : null;
            }
        }
    }
}
