using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Flamenco.Domain.Access;

/// <summary>
/// A secret that a person or a machine presents: a prefix that scanners recognise, 256 random bits and a checksum. Only its
/// hash is stored; it needs no slow hash, because nobody can guess it.
/// </summary>
public static class AccessToken
{
    private const int RandomBytes = 32;
    private const int ChecksumLength = 6;

    /// <summary>That of the shortest prefix, of the random bits and of the checksum.</summary>
    private const int LeastLength = 11 + 43 + ChecksumLength;

    /// <summary>A new token.</summary>
    /// <param name="role">Whose; shows in the prefix, for example <c>flamenco_admin_</c>.</param>
    public static string Create(string role) => Create(role, RandomNumberGenerator.GetBytes(RandomBytes));

    /// <inheritdoc cref="Create(string)"/>
    /// <param name="role">Whose.</param>
    /// <param name="random">32 random bytes.</param>
    public static string Create(string role, ReadOnlySpan<byte> random)
    {
        var body = $"flamenco_{role}_{Base64Url.EncodeToString(random)}";
        return body + Checksum(body);
    }

    /// <summary>Could this be a token at all? Says no to typing errors without asking the store.</summary>
    public static bool LooksRight(string? text) =>
        text is { Length: >= LeastLength and < 200 }
        && text.StartsWith("flamenco_", StringComparison.Ordinal)
        && text.EndsWith(Checksum(text[..^ChecksumLength]), StringComparison.Ordinal);

    /// <summary>What is stored of a token.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string Checksum(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))[..ChecksumLength];
}
