namespace Flamenco.Cli;

/// <summary>What the process ends with; scripts rely on these.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The farm, or what it was asked to do, failed.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage, or the farm understood and refused.</summary>
    public const int Refused = 2;

    /// <summary>The watched job was canceled.</summary>
    public const int Canceled = 3;

    /// <summary>No farm is known, or it does not answer.</summary>
    public const int Unreachable = 4;

    /// <summary>Ended by Ctrl-C, as shells say it.</summary>
    public const int Interrupted = 130;
}
