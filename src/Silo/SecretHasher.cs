using Flamenco.Grains.Access;
using Microsoft.AspNetCore.Identity;

namespace Flamenco.Silo;

/// <summary>The framework's password hash (PBKDF2 with SHA-512 and a salt), computed beside the grain's turn.</summary>
internal sealed class SecretHasher : ISecretHasher
{
    private readonly PasswordHasher<SecretHasher> _hasher = new();

    public Task<string> HashAsync(string secret) => Task.Run(() => _hasher.HashPassword(this, secret));

    public Task<bool> VerifyAsync(string hash, string secret) =>
        Task.Run(() => _hasher.VerifyHashedPassword(this, hash, secret) is not PasswordVerificationResult.Failed);
}
