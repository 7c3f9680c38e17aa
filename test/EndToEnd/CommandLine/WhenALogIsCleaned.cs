using System.Text;
using CsCheck;
using Flamenco.Cli.Output;

namespace Flamenco.EndToEnd.CommandLine;

public sealed class WhenALogIsCleaned
{
    private static readonly string[] Parts = ["\e", "[", "3", "m", "]", "\a", "\\", "\r", "\n", "ä", "😀", "x"];

    [Theory]
    [InlineData("\e[1;31mred\e[0m", "red")]
    [InlineData("a\rb\r\nc\n", "a\nb\nc\n")]
    [InlineData("\e]8;;http://x\e\\link", "link")]
    [InlineData("\e]0;never closed\nnext", "\nnext")]
    [InlineData("tab\tstays\a", "tab\tstays")]
    public void what_commands_a_terminal_is_gone(string log, string shown) =>
        new LogCleaner().Clean(Encoding.UTF8.GetBytes(log)).ShouldBe(shown);

    [Fact]
    public void it_does_not_matter_where_the_log_was_cut() =>
        Gen.Select(Gen.Int[0, Parts.Length - 1].Select(part => Parts[part]).Array[0, 40], Gen.Int[0, 200])
            .Sample((parts, at) =>
            {
                var bytes = Encoding.UTF8.GetBytes(string.Concat(parts));
                var cut = Math.Min(at, bytes.Length);
                var cleaner = new LogCleaner();

                var inTwo = cleaner.Clean(bytes.AsSpan(0, cut)) + cleaner.Clean(bytes.AsSpan(cut));

                return inTwo == new LogCleaner().Clean(bytes) && !inTwo.Any(character => char.IsControl(character) && character is not '\n');
            });
}
