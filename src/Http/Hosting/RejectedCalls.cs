namespace Flamenco.Http.Hosting;

/// <summary>
/// A call that came to a grain while it was going was rejected and not carried out: it is sent once more, and finds the next
/// activation. A silo that is lost is something else: nobody knows what it has done.
/// </summary>
public sealed class RejectedCalls : IOutgoingGrainCallFilter
{
    private const int MostTries = 4;

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (OrleansMessageRejectionException rejected) when (tries < MostTries && rejected.GetType() == typeof(OrleansMessageRejectionException))
            {
                // The grain that it was sent to has gone.
            }
        }
    }
}
