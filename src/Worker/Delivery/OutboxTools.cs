using Flamenco.Contracts.Site;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Delivery.Disk;
using Microsoft.Extensions.Logging;

namespace Flamenco.Worker.Delivery;

/// <summary>What all attempts of an outbox share.</summary>
internal sealed record OutboxTools(
    WorkerApi Api, OutboxJournal Journal, OutboxRoom Room, TaskLogOptions Log, Secrets Secrets, TimeProvider Time, ILogger Logger);
