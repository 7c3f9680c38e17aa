using System.Security.Cryptography;
using Flamenco.Domain.Access;
using Flamenco.Domain.Identity;
using Flamenco.Http.Hosting;
using Flamenco.Silo.Stores;
using Flamenco.Storage.Access;
using Flamenco.Storage.Managers;

namespace Flamenco.Silo.FirstStart;

/// <summary>
/// Makes what a new farm needs, before anything listens: its site, and in the data folder the owner's token, the site's
/// join secret and its Manager's key, each readable by its owner only. Goes on where an interrupted first start stopped.
/// Several nodes that start at once on one database find the same site; what each makes in its folder is good at all of them.
/// </summary>
internal sealed partial class FirstStartService(
    ITokenStore tokens, IManagerStore managers, DataFolder data, StoreChoice store, IConfiguration configuration, ILogger<FirstStartService> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (store is StoreChoice.Memory)
            LogVolatile();
        var site = await FirstSiteAsync(cancellationToken);
        await data.RememberAsync(store, cancellationToken);
        if (configuration["NoSecrets"] is "1" or "true" or "True")
            return;
        await EnsureAsync("owner-token", new TokenRow("owner", Roles.Admin, Manager: null, Expires: null), cancellationToken);
        await EnsureAsync("join-secret", new TokenRow("join", Roles.Join, site, Expires: null), cancellationToken);
        await EnsureAsync("manager-key", new TokenRow("manager", Roles.Manager, site, Expires: null), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<ManagerId> FirstSiteAsync(CancellationToken cancellation)
    {
        var proposed = new ManagerRow(new ManagerId(new Guid(RandomNumberGenerator.GetBytes(16))), configuration["SiteName"] ?? "main");
        var first = await managers.FirstAsync(proposed, cancellation);
        if (first.Id == proposed.Id)
            LogSite(first.Name, first.Id);
        return first.Id;
    }

    /// <summary>The hash is stored before the file appears, so a token that can be read is one that works.</summary>
    private async Task EnsureAsync(string name, TokenRow row, CancellationToken cancellation)
    {
        var file = data.File(name);
        if (await SecretFile.ReadAsync(file, cancellation) is { } known && AccessToken.LooksRight(known))
        {
            if (await tokens.FindAsync(AccessToken.Hash(known), cancellation) is not null)
                return;
            if (store is not StoreChoice.Memory)
            {
                throw new RefusedToStartException(
                    $"{file} holds a token that this farm's database does not know, or that was revoked. Move the file away to have a new one made.");
            }

            // This farm forgets its tokens; whoever has one may go on with it.
            await tokens.AddAsync(AccessToken.Hash(known), row, cancellation);
            return;
        }

        var token = AccessToken.Create(row.Role);
        await tokens.AddAsync(AccessToken.Hash(token), row, cancellation);
        await SecretFile.WriteAsync(file, token, cancellation);
        LogMade(file);
    }

    [LoggerMessage(LogLevel.Warning, "This farm is kept in memory only: EVERYTHING IS LOST when this Server ends, jobs, Workers and all")]
    private partial void LogVolatile();

    [LoggerMessage(LogLevel.Information, "New farm: its first site is {Name} ({Site})")]
    private partial void LogSite(string name, ManagerId site);

    [LoggerMessage(LogLevel.Information, "Made {File}")]
    private partial void LogMade(string file);
}
