namespace Flamenco.Storage.Inspection;

/// <summary>
/// What is half done: in a farm that runs it goes on by itself and soon, in one that is stopped when it is started. So it is
/// broken only if the farm runs and nobody has worked on it for long.
/// </summary>
/// <param name="state">Is somebody working on these rows?</param>
/// <param name="now">The moment of the inspection.</param>
/// <param name="findings">Where it is reported.</param>
internal sealed class Works(FarmState state, DateTimeOffset now, Findings findings)
{
    /// <summary>For how long nobody may have worked on what is half done. Far more than a busy farm needs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <param name="invariant">What it is about.</param>
    /// <param name="about">Of whom.</param>
    /// <param name="since">When somebody last worked on it.</param>
    /// <param name="found">What is half done.</param>
    /// <param name="mend">What an operator can do if nobody works on it any more.</param>
    public void Report(Invariant invariant, Subject about, DateTimeOffset since, string found, string mend)
    {
        if (state is FarmState.Live && now - since > Patience)
            findings.Broken(invariant, about, $"{found}; nobody has worked on it since {since:u}", mend);
        else
            findings.Note(invariant, about, state is FarmState.Live ? $"in the works: {found}" : $"goes on when the Server is started: {found}");
    }
}
