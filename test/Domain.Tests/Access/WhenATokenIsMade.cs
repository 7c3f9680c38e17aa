using CsCheck;
using Flamenco.Domain.Access;
using Shouldly;

namespace Flamenco.Domain.Tests.Access;

public class WhenATokenIsMade
{
    private static Gen<string> Tokens { get; } =
        Gen.Select(Gen.OneOf("owner", "join", "manager"), Gen.Byte.Array[32]).Select((role, random) => AccessToken.Create(role, random));

    [Fact]
    public void it_looks_right() => Tokens.Sample(token => AccessToken.LooksRight(token));

    [Fact]
    public void its_prefix_says_what_it_is_for() => AccessToken.Create("owner").ShouldStartWith("flamenco_owner_");

    [Fact]
    public void it_can_stand_in_a_header_a_path_and_a_file_as_it_is() =>
        Tokens.Sample(token => token.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'));

    [Fact]
    public void no_two_are_the_same() => AccessToken.Create("owner").ShouldNotBe(AccessToken.Create("owner"));

    [Fact]
    public void a_typing_error_is_noticed_without_asking_anybody() =>
        Gen.Select(Tokens, Gen.Int[0, 200]).Sample((token, at) =>
        {
            var index = at % token.Length;
            var other = token[index] == 'x' ? 'y' : 'x';
            return !AccessToken.LooksRight(token[..index] + other + token[(index + 1)..]);
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("flamenco_")]
    [InlineData("secret")]
    public void what_is_none_does_not_look_right(string? text) => AccessToken.LooksRight(text).ShouldBeFalse();

    [Fact]
    public void what_is_stored_of_it_does_not_hold_it() =>
        Tokens.Sample(token => AccessToken.Hash(token).Length == 32 && AccessToken.Hash(token).SequenceEqual(AccessToken.Hash(token)));
}
