using Flamenco.Contracts.Http;

namespace Flamenco.EndToEnd.Harness;

/// <summary>Waits for things that nobody announces.</summary>
internal static class Wait
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Looks again and again until it is so.</summary>
    public static async Task UntilAsync(string what, Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var beat = new PeriodicTimer(Beat);
        while (!isSo())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"still it is not so: {what}");
            await beat.WaitForNextTickAsync();
        }
    }

    /// <summary>The content of a file, as soon as there is any.</summary>
    public static async Task<string> ForFileAsync(string path)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var beat = new PeriodicTimer(Beat);
        while (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"there is still no {path}");
            await beat.WaitForNextTickAsync();
        }

        return await File.ReadAllTextAsync(path);
    }

    /// <summary>Asks until it is so. Whoever is asked may be away meanwhile.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string wanted)
    {
        using var limit = new CancellationTokenSource(2 * Patience);
        using var beat = new PeriodicTimer(Beat);
        while (!await IsSoAsync(isSo))
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"waited for in vain: {wanted}");
            await beat.WaitForNextTickAsync();
        }
    }

    private static async Task<bool> IsSoAsync(Func<Task<bool>> isSo)
    {
        try
        {
            return await isSo();
        }
        catch (Exception away) when (away is UnreachableException or BrokenAnswerException)
        {
            return false;
        }
    }
}
