using Flamenco.Storage;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Transitions;

namespace Flamenco.Server.Tests.Model;

/// <summary>Writes whose answer is lost, and writes that never happen, at the moments that a seed says.</summary>
internal sealed class Faults(Random random)
{
    private const int OneIn = 12;

    public bool On { get; set; }

    /// <param name="write">Makes the write.</param>
    /// <param name="pretend">Does what a write does before it is kept, and keeps nothing.</param>
    public async Task<T> AroundAsync<T>(Func<Task<T>> write, Func<Task>? pretend = null)
    {
        if (!On || random.Next(OneIn) != 0)
            return await write();

        switch (random.Next(3))
        {
            case 0:
                throw new StoreUnavailableException("the model's store is away", new InvalidOperationException());
            case 1:
                await write();
                break;
            default:
                await (pretend?.Invoke() ?? Task.CompletedTask);
                break;
        }

        throw new OutcomeUnknownException("the model's answer was lost", inner: null);
    }
}

/// <summary>A database that is not always there.</summary>
internal sealed class FaultyBatches(IBatchDatabase inner, Faults faults) : IBatchDatabase
{
    public Task CommitAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation) => faults.AroundAsync(
        async () =>
        {
            await inner.CommitAsync(batch, cancellation);
            return batch.Count;
        },
        async () =>
        {
            var rows = await inner.ReadBackAsync(batch, cancellation);
            foreach (var transition in batch)
                transition.Decide(rows);
        });

    public Task<Rows> ReadBackAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation) =>
        faults.AroundAsync(() => inner.ReadBackAsync(batch, cancellation));
}
