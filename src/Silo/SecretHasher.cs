using System.Security.Cryptography;
using Flamenco.Domain.Access;
using Flamenco.Grains.Access;
using Microsoft.AspNetCore.Identity;

namespace Flamenco.Silo;

/// <summary>
/// What is stored of Workers' secrets. One that was made as our Workers make theirs, of 256 random bits, nobody can guess: it
/// needs no slow hash, as tokens need none, and thousands of Workers that return at once are let in at once. What others chose
/// gets the framework's password hash (PBKDF2 with SHA-512 and a salt), computed beside the grain's turn.
/// </summary>
internal sealed class SecretHasher : ISecretHasher
{
    private const string OfRandomBits = "sha256:";

    private readonly PasswordHasher<SecretHasher> _hasher = new();

    public Task<string> HashAsync(string secret) => AccessToken.LooksRight(secret)
        ? Task.FromResult(OfRandomBits + Convert.ToHexStringLower(AccessToken.Hash(secret)))
        : Task.Run(() => _hasher.HashPassword(this, secret));

    public Task<bool> VerifyAsync(string hash, string secret) => hash.StartsWith(OfRandomBits, StringComparison.Ordinal)
        ? Task.FromResult(CryptographicOperations.FixedTimeEquals(Convert.FromHexString(hash.AsSpan(OfRandomBits.Length)), AccessToken.Hash(secret)))
        : Task.Run(() => _hasher.VerifyHashedPassword(this, hash, secret) is not PasswordVerificationResult.Failed);
}
