using Flamenco.Grains.Interfaces;
using Flamenco.Http.Security;

namespace Flamenco.Silo;

/// <summary>People and Managers at the Server API. Workers have no business here.</summary>
internal sealed class TokenVerifier(IGrainFactory grains) : ICredentialsVerifier
{
    public async ValueTask<Caller?> VerifyAsync(Credentials credentials, CancellationToken cancellation) =>
        credentials.Token is { } token && await grains.Access().VerifyTokenAsync(token, cancellation) is { } identity
            ? new Caller(identity.Name, identity.Role, identity.Manager)
            : null;
}
