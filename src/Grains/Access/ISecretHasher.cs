namespace Flamenco.Grains.Access;

/// <summary>What is stored of Workers' secrets. Works beside the grain's turn where that is slow.</summary>
public interface ISecretHasher
{
    Task<string> HashAsync(string secret);

    Task<bool> VerifyAsync(string hash, string secret);
}
