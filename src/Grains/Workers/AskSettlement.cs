using Flamenco.Domain.Tasks;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Storage.Tasks;

namespace Flamenco.Grains.Workers;

/// <summary>What an ask says about an attempt that the store believes its Worker to hold.</summary>
internal enum Settlement
{
    /// <summary>The Worker runs it, or the ask proves nothing about it.</summary>
    Keep = 0,

    /// <summary>The Worker never got it: its answer was lost. It gets it now.</summary>
    HandOutAgain = 1,

    /// <summary>Nobody runs it.</summary>
    LetGo = 2,
}

/// <summary>
/// The rules by which a Worker's list of attempts proves something (rule 12 of the protocol): a list that lacks an attempt
/// counts only if the answer to that attempt's ask will not be taken any more.
/// </summary>
internal static class AskSettlement
{
    public static Settlement Judge(AttemptRow attempt, AskTask ask, bool mayRun)
    {
        if (ask.IsFlamenco3)
        {
            // It asks, so it runs nothing: what was taken from it is dead, what it holds it gets again.
            return attempt.Outcome is AttemptOutcome.Open && mayRun ? Settlement.HandOutAgain : Settlement.LetGo;
        }

        if (!IsLackingAndClosed(attempt, ask.Attempts, ask.Closed))
            return Settlement.Keep;
        if (attempt.Outcome is not AttemptOutcome.Open || attempt.Life != ask.Life)
            return Settlement.LetGo;
        return attempt.Slot != ask.Slot ? Settlement.Keep : mayRun ? Settlement.HandOutAgain : Settlement.LetGo;
    }

    /// <summary>The same for a sign of life that asks for nothing: an open attempt of this life waits for its slot's next ask.</summary>
    public static bool IsProvenDead(
        AttemptRow attempt, long life, IReadOnlyList<HeldAttempt> attempts, IReadOnlyList<ClosedSlot> closed) =>
        IsLackingAndClosed(attempt, attempts, closed) && (attempt.Outcome is not AttemptOutcome.Open || attempt.Life != life);

    /// <summary>Does the end of this life prove that nobody runs the attempt? A late word of an earlier one says nothing about a later one's.</summary>
    /// <param name="attempt">As the store has it.</param>
    /// <param name="life">The life that is over; null for a Flamenco 3 Worker, which knows of one only.</param>
    public static bool EndsWith(AttemptRow attempt, long? life) => life is null || attempt.Life <= life;

    private static bool IsLackingAndClosed(AttemptRow attempt, IReadOnlyList<HeldAttempt> attempts, IReadOnlyList<ClosedSlot> closed) =>
        !attempts.Contains(new HeldAttempt(attempt.Task, attempt.Attempt))
        && closed.Any(slot => slot.Slot == attempt.Slot && slot.Ask >= attempt.Ask);
}
