namespace Flamenco.Grains.Interfaces.Jobs;

/// <summary>A command of a person on a whole job.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.CommandJob)]
public sealed record CommandJob
{
    /// <summary>A <see cref="Domain.Jobs.JobCommand"/>.</summary>
    [Id(0)]
    public required Domain.Jobs.JobCommand Command { get; init; }

    /// <summary>In the person's words, for the log; may be empty.</summary>
    [Id(1)]
    public required string Reason { get; init; }

    [Id(2)]
    public required Access.Actor Actor { get; init; }

    /// <summary>Chosen by the person: repeating it does nothing more; null for none.</summary>
    [Id(3)]
    public string? IdempotencyKey { get; init; }
}

/// <summary>Another priority for a job.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.PrioritizeJob)]
public sealed record PrioritizeJob
{
    /// <summary>Higher first. 0 to 100.</summary>
    [Id(0)]
    public required int Priority { get; init; }

    [Id(1)]
    public required Access.Actor Actor { get; init; }

    /// <inheritdoc cref="CommandJob.IdempotencyKey"/>
    [Id(2)]
    public string? IdempotencyKey { get; init; }
}

[GenerateSerializer, Alias(WireNames.CommandVerdict)]
public enum CommandVerdict
{
    Accepted = 0,

    /// <summary>There is no such job or task.</summary>
    NotFound = 1,

    /// <summary>Not from its status.</summary>
    Refused = 2,

    /// <summary>Not by this person.</summary>
    Forbidden = 3,

    /// <summary>A command on the whole job is being carried to its tasks.</summary>
    JobBusy = 4,

    /// <summary>The idempotency key belongs to another request.</summary>
    KeyReused = 5,
}

[GenerateSerializer, Immutable, Alias(WireNames.CommandResult)]
public sealed record CommandResult([property: Id(0)] CommandVerdict Verdict, [property: Id(1)] string Reason);
