using Flamenco.Contracts.Site;

namespace Flamenco.Worker.Processes;

/// <summary>A program to run for an attempt.</summary>
/// <param name="Attempt">Whose process it is.</param>
/// <param name="Executable">Absolute path.</param>
/// <param name="Arguments">As they are, no shell in between.</param>
/// <param name="OnStart">Told the process id before any line of output.</param>
/// <param name="OnLine">Told each line of standard output and standard error, one at a time.</param>
internal sealed record ProcessRequest(
    AttemptRef Attempt, string Executable, IReadOnlyList<string> Arguments, Action<int> OnStart, Action<string> OnLine);
