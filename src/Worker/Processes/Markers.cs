using Flamenco.Contracts.Site;

namespace Flamenco.Worker.Processes;

/// <summary>Environment variables by which a process is known as this Worker's, of this life, of that attempt.</summary>
internal static class Markers
{
    /// <summary>Holds the id of the Worker's data folder.</summary>
    public const string Worker = "FLAMENCO_WORKER";

    /// <summary>Holds the Worker's life.</summary>
    public const string Life = "FLAMENCO_LIFE";

    /// <summary>Holds TASK.ATTEMPT.</summary>
    public const string Attempt = "FLAMENCO_ATTEMPT";

    public static string Of(AttemptRef attempt) => $"{attempt.Task}.{attempt.Attempt}";

    /// <summary>Does a process with this environment belong to that Worker, to another of its lives?</summary>
    public static bool IsLeftover(IReadOnlyList<string> environment, string worker, long life) =>
        environment.Contains($"{Worker}={worker}") && !environment.Contains($"{Life}={life}");

    /// <summary>Does a process with this environment belong to that Worker's attempt?</summary>
    public static bool IsOf(IReadOnlyList<string> environment, string worker, string attempt) =>
        environment.Contains($"{Worker}={worker}") && environment.Contains($"{Attempt}={attempt}");
}
