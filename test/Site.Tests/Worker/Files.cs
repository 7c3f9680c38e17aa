namespace Flamenco.Site.Tests.Worker;

/// <summary>Files that programs make.</summary>
internal static class Files
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until there is such a file.</summary>
    public static async Task AppearAsync(string path)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(Patience);
        while (!File.Exists(path))
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"there is still no {path}");
            await beat.WaitForNextTickAsync();
        }
    }
}
