namespace Flamenco.Site.Tests.Gateway.Harness;

/// <summary>How long a test waits for what must happen; only a failing one waits so long.</summary>
internal static class Patience
{
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(20);

    public static Task InTime(this Task task) => task.WaitAsync(Most);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Most);
}
