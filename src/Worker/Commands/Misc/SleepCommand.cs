using Flamenco.Worker.Execution;

namespace Flamenco.Worker.Commands.Misc;

/// <summary><c>sleep {duration_in_seconds}</c>: waits; fractions of a second are cut off, as in Flamenco 3.</summary>
internal sealed class SleepCommand(TimeProvider time) : IWorkerCommand
{
    /// <summary>A day; whoever wants to wait longer has made a mistake.</summary>
    private const double Longest = 86_400;

    public string Name => "sleep";

    public async Task<string?> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var seconds = Math.Truncate(context.Parameters.Number("duration_in_seconds"));
        if (seconds is < 0 or > Longest)
            throw context.Parameters.Wrong("duration_in_seconds", $"must be 0 to {Longest:F0}, it is {seconds}");
        await Task.Delay(TimeSpan.FromSeconds(seconds), time, cancellation);
        context.Report.Log($"slept {seconds:F0} s");
        return null;
    }
}
