using Flamenco.Domain.Access;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Access;
using Flamenco.Storage.Access;
using Flamenco.Storage.Workers;
using Orleans.Concurrency;

namespace Flamenco.Grains.Access;

/// <inheritdoc cref="IAccessGrain"/>
[StatelessWorker, Reentrant]
internal sealed class AccessGrain(ITokenStore tokens, IWorkerStore workers, ISecretHasher secrets) : Grain, IAccessGrain
{
    public async Task<Identity?> VerifyTokenAsync(string token, CancellationToken cancellation = default) =>
        AccessToken.LooksRight(token) && await tokens.FindAsync(AccessToken.Hash(token), cancellation) is { } row
            ? new Identity(row.Name, row.Role, row.Manager)
            : null;

    public async Task<WorkerIdentity?> VerifyWorkerAsync(WorkerId worker, string secret, CancellationToken cancellation = default) =>
        await workers.FindAsync(worker, cancellation) is { } row && await secrets.VerifyAsync(row.SecretHash, secret)
            ? new WorkerIdentity(row.Id, row.Name, row.Manager, row.Platform)
            : null;

    public async Task<string> CreateAddonTokenAsync(ManagerId manager, CancellationToken cancellation = default)
    {
        var token = AccessToken.Create(Roles.Artist);
        await tokens.AddAsync(AccessToken.Hash(token), new TokenRow("add-on", Roles.Artist, manager, Expires: null), cancellation);
        return token;
    }
}
