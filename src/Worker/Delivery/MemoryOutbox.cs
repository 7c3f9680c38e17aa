using Flamenco.Contracts.Site;
using Flamenco.Worker.Agent;
using Flamenco.Worker.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Delivery;

/// <summary>An outbox in memory: what waits in it is lost with the process.</summary>
internal sealed class MemoryOutbox(
    WorkerApi api, IOptions<TaskLogOptions> options, BackoffFactory backoff, Secrets secrets, TimeProvider time, ILogger<AttemptOutbox> logger)
    : IOutbox
{
    private readonly Lock _lock = new();
    private readonly List<AttemptOutbox> _attempts = [];

    public IReadOnlyList<AttemptRef> Open
    {
        get
        {
            lock (_lock)
                return [.. _attempts.Select(outbox => outbox.Attempt)];
        }
    }

    public IAttemptOutbox Begin(AttemptRef attempt)
    {
        var outbox = new AttemptOutbox(attempt, api, options.Value, backoff.Create(), secrets, time, logger, Remove);
        lock (_lock)
            _attempts.Add(outbox);
        outbox.Start();
        return outbox;
    }

    private void Remove(AttemptOutbox outbox)
    {
        lock (_lock)
            _attempts.Remove(outbox);
    }
}
