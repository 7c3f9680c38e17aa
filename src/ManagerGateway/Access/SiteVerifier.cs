using System.Security.Cryptography;
using System.Text;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Http.Security;
using Flamenco.ManagerGateway.Link;
using Flamenco.ManagerGateway.Sightings;
using Microsoft.Extensions.Caching.Memory;

namespace Flamenco.ManagerGateway.Access;

/// <summary>
/// Workers and people at this site. The Server verifies; what it said is remembered for a while under a keyed digest of the
/// credentials, so that no secret and nothing that could be tried out lies in memory.
/// </summary>
internal sealed class SiteVerifier(IGrainFactory grains, Site site, WorkerSightings sightings, TimeProvider time) : ICredentialsVerifier, IDisposable
{
    private static readonly TimeSpan TokensFor = TimeSpan.FromSeconds(10);

    // Worker secrets cost the Server a slow hash each time.
    private static readonly TimeSpan WorkersFor = TimeSpan.FromMinutes(10);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 100_000, Clock = new Clock(time) });

    public async ValueTask<Caller?> VerifyAsync(Credentials credentials, CancellationToken cancellation)
    {
        var digest = Digest(credentials);
        if (_known.TryGetValue(digest, out Caller? known))
        {
            if (known!.Worker is { } seen)
                sightings.Saw(seen);
            return known;
        }

        var caller = credentials.Worker is { } worker
            ? await WorkerAsync(new WorkerId(worker), credentials.Secret ?? "", cancellation)
            : await TokenAsync(credentials.Token ?? "", cancellation);
        if (caller is not null)
        {
            var remembered = caller.Worker is null ? TokensFor : WorkersFor;
            _known.Set(digest, caller, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = remembered });
        }

        return caller;
    }

    public void Dispose() => _known.Dispose();

    /// <summary>
    /// A slow hash, and many wait for theirs when all Workers come at once: until it is refuted, whoever says that it is this Worker
    /// counts as seen. So also if the Server can not say.
    /// </summary>
    private async Task<Caller?> WorkerAsync(WorkerId worker, string secret, CancellationToken cancellation)
    {
        using var seen = sightings.Sees(worker);
        var identity = await grains.Access().VerifyWorkerAsync(worker, secret, cancellation);
        if (identity is not null && identity.Manager == site.Id)
            return new Caller(identity.Name, Policies.Worker, identity.Manager, identity.Id, identity.Platform);

        seen.WasWrong();
        return null;
    }

    private async Task<Caller?> TokenAsync(string token, CancellationToken cancellation) =>
        await grains.Access().VerifyTokenAsync(token, cancellation) is { } identity && (identity.Manager is null || identity.Manager == site.Id)
            ? new Caller(identity.Name, identity.Role, identity.Manager)
            : null;

    private string Digest(Credentials credentials)
    {
        var text = credentials.Worker is { } worker ? $"w {worker} {credentials.Secret}" : $"t {credentials.Token}";
        return Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
    }

    private sealed class Clock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
