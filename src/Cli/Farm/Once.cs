using System.Security.Cryptography;
using Flamenco.Contracts.Http;

namespace Flamenco.Cli.Farm;

/// <summary>Sends what changes something under a key of its own, and again where the answer is lost: by the key it is done once.</summary>
internal static class Once
{
    private const int Repeats = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <param name="session">Where it is said that it takes longer.</param>
    /// <param name="send">Sends it, under the key that it is given.</param>
    /// <param name="cancellation">Gives up; what was sent may have been done.</param>
    public static async Task<T> OnceAsync<T>(this Session session, Func<string, Task<T>> send, CancellationToken cancellation)
    {
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var pause = FirstPause;
        for (var repeat = 0; ; repeat++, pause *= 2)
        {
            try
            {
                return await send(key);
            }
            catch (Exception lost) when (repeat < Repeats && lost is UnreachableException or BrokenAnswerException { MayPass: true })
            {
                session.Say($"The Server does not answer ({lost.Message}); trying again in {pause.TotalSeconds} s.");
                await Task.Delay(pause, session.Time, cancellation);
            }
        }
    }
}
