namespace Flamenco.Grains.Access;

/// <summary>Slow hashes of secrets that others chose. Works beside the grain's turn.</summary>
public interface ISecretHasher
{
    Task<string> HashAsync(string secret);

    Task<bool> VerifyAsync(string hash, string secret);
}
