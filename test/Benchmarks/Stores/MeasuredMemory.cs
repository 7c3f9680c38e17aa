using Flamenco.Storage;
using Flamenco.Storage.Memory;

namespace Flamenco.Benchmarks.Stores;

/// <summary>Nothing is durable and there is nothing below it: the ceiling of the committer.</summary>
internal sealed class MeasuredMemory : MeasuredStore
{
    private readonly MemoryStores _stores = new(TimeProvider.System);

    public override IStores Stores => _stores;

    public override Task<long?> TransactionsAsync() => Task.FromResult<long?>(null);

    public override Task WriteAsync(RawBatch batch) => throw new NotSupportedException("the memory has no statements");

    public override ValueTask DisposeAsync() => _stores.DisposeAsync();
}
