using System.Diagnostics;

namespace Flamenco.Server.Tests;

/// <summary>Waits for a thing itself, by looking again and again; how long that takes decides nothing but when a test gives up.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <param name="what">What is waited for, for the message of a test that gives up.</param>
    /// <param name="look">Looks once.</param>
    /// <param name="isThere">Is it there?</param>
    public static async Task<T> SeeAsync<T>(string what, Func<Task<T>> look, Func<T, bool> isThere)
    {
        var since = Stopwatch.StartNew();
        using var pause = new PeriodicTimer(BetweenLooks);
        while (true)
        {
            var seen = await look();
            if (isThere(seen))
                return seen;
            if (since.Elapsed > Patience)
                throw new TimeoutException($"waited {Patience.TotalSeconds:0} s for {what}; the last look saw {seen}");
            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>A task must end by itself.</summary>
    public static Task HappensAsync(string what, Task task) => HappensAsync(what, ResultAsync(task));

    /// <summary>The result of a task that must end by itself.</summary>
    public static async Task<T> HappensAsync<T>(string what, Task<T> task)
    {
        try
        {
            return await task.WaitAsync(Patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"waited {Patience.TotalSeconds:0} s for {what}", exception);
        }
    }

    private static async Task<bool> ResultAsync(Task task)
    {
        await task;
        return true;
    }
}
