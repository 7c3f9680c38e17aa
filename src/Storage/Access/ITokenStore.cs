using Flamenco.Domain.Identity;

namespace Flamenco.Storage.Access;

/// <summary>Credentials of people, joining Workers and Managers. Only hashes are stored.</summary>
public interface ITokenStore
{
    /// <summary>The token with this hash, unless it has expired or was revoked.</summary>
    Task<TokenRow?> FindAsync(byte[] hash, CancellationToken cancellation = default);

    Task AddAsync(byte[] hash, TokenRow token, CancellationToken cancellation = default);
}

/// <param name="Name">For logs.</param>
/// <param name="Role"><c>viewer</c>, <c>artist</c>, <c>operator</c>, <c>admin</c>, <c>join</c> or <c>manager</c>.</param>
/// <param name="Manager">The site that it is for; null: all.</param>
/// <param name="Expires">Null: never.</param>
public sealed record TokenRow(string Name, string Role, ManagerId? Manager, DateTimeOffset? Expires);
