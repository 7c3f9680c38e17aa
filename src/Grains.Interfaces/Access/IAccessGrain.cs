using Flamenco.Domain.Identity;

namespace Flamenco.Grains.Interfaces.Access;

/// <summary>Who holds a credential? Any number of activations; nothing in memory.</summary>
[Alias(WireNames.AccessGrain)]
public interface IAccessGrain : IGrainWithIntegerKey
{
    /// <summary>The identity behind a token; null if it is unknown, expired or revoked. Idempotent.</summary>
    /// <param name="token">As it was presented.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    [Alias("verify-token")]
    Task<Identity?> VerifyTokenAsync(string token, CancellationToken cancellation = default);

    /// <summary>The Worker with this id and secret; null for an unknown one and for a wrong secret alike. Idempotent.</summary>
    [Alias("verify-worker")]
    Task<WorkerIdentity?> VerifyWorkerAsync(WorkerId worker, string secret, CancellationToken cancellation = default);

    /// <summary>A new address token for an artist's add-on at this site, shown once. Not idempotent.</summary>
    [Alias("create-addon-token")]
    Task<string> CreateAddonTokenAsync(ManagerId manager, CancellationToken cancellation = default);
}

/// <summary>A verified person, or machine other than a Worker.</summary>
/// <param name="Name">For logs.</param>
/// <param name="Role"><c>viewer</c>, <c>artist</c>, <c>operator</c>, <c>admin</c>, <c>join</c> or <c>manager</c>.</param>
/// <param name="Manager">The site that the token is for; null: all.</param>
[GenerateSerializer, Immutable, Alias(WireNames.Identity)]
public sealed record Identity([property: Id(0)] string Name, [property: Id(1)] string Role, [property: Id(2)] ManagerId? Manager);

/// <summary>A verified Worker.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.WorkerIdentity)]
public sealed record WorkerIdentity(
    [property: Id(0)] WorkerId Id, [property: Id(1)] string Name, [property: Id(2)] ManagerId Manager, [property: Id(3)] string Platform);
