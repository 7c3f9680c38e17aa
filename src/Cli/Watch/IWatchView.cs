namespace Flamenco.Cli.Watch;

/// <summary>How a watched job is shown.</summary>
internal interface IWatchView
{
    /// <summary>Runs <paramref name="watch"/>, which calls what it is given for each look at the job.</summary>
    Task ShowAsync(Func<Action<WatchedJob>, Task> watch);
}
