using System.Security.Cryptography;

namespace Flamenco.Grains;

/// <summary>Ids that only have to be unlike all others.</summary>
internal static class RandomId
{
    public static Guid Create() => new(RandomNumberGenerator.GetBytes(16));
}
