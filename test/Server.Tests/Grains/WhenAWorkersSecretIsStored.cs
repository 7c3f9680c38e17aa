using Flamenco.Domain.Access;
using Flamenco.Silo;

namespace Flamenco.Server.Tests.Grains;

public class WhenAWorkersSecretIsStored
{
    private readonly SecretHasher _hasher = new();

    [Fact]
    public async Task one_of_random_bits_is_known_again_by_a_quick_hash()
    {
        var secret = AccessToken.Create("worker");

        var hash = await _hasher.HashAsync(secret);

        hash.ShouldStartWith("sha256:");
        hash.ShouldNotContain(secret);
        (await _hasher.VerifyAsync(hash, secret)).ShouldBeTrue();
        (await _hasher.VerifyAsync(hash, AccessToken.Create("worker"))).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a secret that somebody chose")]
    [InlineData("flamenco_worker_too-short-to-be-random")]
    public async Task one_that_might_be_guessed_gets_a_slow_hash_with_a_salt(string secret)
    {
        var hash = await _hasher.HashAsync(secret);

        hash.ShouldNotStartWith("sha256:");
        (await _hasher.HashAsync(secret)).ShouldNotBe(hash);
        (await _hasher.VerifyAsync(hash, secret)).ShouldBeTrue();
        (await _hasher.VerifyAsync(hash, secret + "x")).ShouldBeFalse();
    }
}
