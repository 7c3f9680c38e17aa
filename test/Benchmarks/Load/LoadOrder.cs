namespace Flamenco.Benchmarks.Load;

/// <summary>What the load is to do.</summary>
internal enum LoadKind
{
    /// <summary>Register more Workers.</summary>
    Register,

    /// <summary>Ask and report as fast as the Workers are served, or wait where there is nothing.</summary>
    Dispatch,

    /// <summary>Every Worker signs on, gets a task and keeps it.</summary>
    Hold,

    /// <summary>Every Worker reports the task that it holds and gets another one, whatever becomes of the Manager meanwhile.</summary>
    Return,
}

/// <summary>What the load is told, one JSON object a line.</summary>
internal sealed record LoadOrder
{
    public required LoadKind Kind { get; init; }

    /// <summary>The Manager, where Workers are to be registered.</summary>
    public Uri? Manager { get; init; }

    public string JoinSecret { get; init; } = "";

    /// <summary>How many Workers there are to be from now on.</summary>
    public int Workers { get; init; }

    /// <summary>How long nothing is counted at first.</summary>
    public double WarmUpSeconds { get; init; }

    /// <summary>How long it is counted then.</summary>
    public double Seconds { get; init; }

    /// <summary>Is the last Worker one for which there is hardly any work? It is counted by itself.</summary>
    public bool HasRare { get; init; }

    /// <summary>Who keeps the queue as long as it is; null: nobody.</summary>
    public FeedOrder? Feed { get; init; }
}

/// <summary>Submits a job whenever so many tasks have been taken.</summary>
internal sealed record FeedOrder(Uri Server, string Token, int TasksAJob, string? Tag);

/// <summary>What the Workers have seen while it was counted.</summary>
/// <param name="Seconds">How long it was.</param>
/// <param name="Asks">What each ask that gave a task took. Milliseconds.</param>
/// <param name="Updates">What each report took. Milliseconds.</param>
internal sealed record LoadResult(double Seconds, Percentiles Asks, Percentiles Updates)
{
    /// <summary>What each ask of the last Worker took, where that is counted by itself.</summary>
    public Percentiles Rare { get; init; } = Percentiles.Of([]);

    /// <summary>By how many tasks the queue was longer or shorter than at the start, on average.</summary>
    public double MeanDeviation { get; init; }

    /// <summary>The same at most.</summary>
    public int WorstDeviation { get; init; }
}

/// <summary>What came of a herd.</summary>
/// <param name="LastServed">When the last Worker had its next task, on the machine's monotonic clock.</param>
/// <param name="Lost">Workers that were taken for lost, or whose task was not theirs any more.</param>
/// <param name="Tries">Requests that got no answer, or one to try again.</param>
internal sealed record HerdResult(long LastServed, int Lost, int Tries);

internal sealed record Percentiles(int Count, double P50, double P99, double Worst)
{
    public static Percentiles Of(List<double> measured) => measured.Count == 0
        ? new(0, 0, 0, 0)
        : new(measured.Count, Results.At(measured, 0.5), Results.At(measured, 0.99), Results.At(measured, 1));
}
