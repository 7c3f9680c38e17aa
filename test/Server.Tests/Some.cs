using System.Text.Json;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Workers;

namespace Flamenco.Server.Tests;

/// <summary>Things of a farm; a test says what it cares about and takes the rest as it comes.</summary>
internal static class Some
{
    public const string Type = "misc";

    public static readonly DateTimeOffset Moment = new(2026, 11, 5, 14, 30, 9, TimeSpan.Zero);

    public static OperationBy Artist => ArtistWith(key: null);

    public static OperationBy ArtistWith(string? key) => new("ada", "artist", "127.0.0.1", "", Guid.NewGuid(), key);

    public static WorkerId Worker() => new(Guid.NewGuid());

    public static ManagerId Site() => new(Guid.NewGuid());

    public static NewJob Job(params CompiledTask[] tasks) => new(
        JobId.Create(Moment),
        "shot one",
        "echo-sleep-test",
        Priority: 50,
        Settings: "{}",
        Metadata: "{}",
        ShamanCheckout: null,
        WorkerTag: null,
        Site(),
        Paused: false,
        tasks.Length > 0 ? tasks : [Task(1)],
        Artist,
        Fingerprint: "");

    /// <summary>Tasks 1 to <paramref name="count"/>, none waiting for another.</summary>
    public static CompiledTask[] Tasks(int count) => [.. Enumerable.Range(1, count).Select(number => Task((uint)number))];

    public static CompiledTask Task(uint number, int steps = 1, string type = Type, params uint[] dependsOn) =>
        new(number, $"task-{number}", type, Priority: 50, [Command(steps, $"command of {number}")], dependsOn);

    public static TaskCommand Command(int steps, string message) =>
        new("echo", JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["message"] = message }), steps);

    public static WorkerRow WorkerRow(ManagerId site, string name, WorkerStatus status = WorkerStatus.Awake, string type = Type) => new()
    {
        Id = Worker(),
        Manager = site,
        Name = name,
        SecretHash = "hash",
        Platform = "linux",
        Address = "10.0.0.7",
        Software = "1.0",
        TaskTypes = [type],
        Status = status,
        Requested = null,
        CanRestart = false,
        Registered = Moment,
        LastSeen = null,
    };
}
