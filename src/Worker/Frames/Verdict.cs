namespace Flamenco.Worker.Frames;

/// <summary>What a look at a frame's file has shown.</summary>
/// <param name="Problem">What is wrong with it; null: it is whole.</param>
internal readonly record struct Verdict(string? Problem)
{
    public static readonly Verdict Whole;

    public bool IsWhole => Problem is null;

    public static Verdict Broken(string problem) => new(problem);
}
