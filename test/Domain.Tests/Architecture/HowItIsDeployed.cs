using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;

namespace Flamenco.Domain.Tests.Architecture;

public partial class HowItIsDeployed
{
    private static readonly string[] Places = ["/usr/lib/flamenco/", "/etc/flamenco/", "/var/lib/flamenco/"];

    public static TheoryData<string> EveryUnit() => [.. Files("systemd", "*.service")];

    public static TheoryData<string> EveryConfiguration() => [.. Files("config", "*.json")];

    [Theory]
    [MemberData(nameof(EveryUnit))]
    public void a_unit_uses_three_places_and_no_others(string unit) =>
        Paths().Matches(ExecStart(unit)).Select(match => match.Value)
            .Where(path => !Places.Any(place => path.StartsWith(place, StringComparison.Ordinal)))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(EveryUnit))]
    public void a_unit_starts_a_program_of_ours(string unit)
    {
        var program = Path.GetFileName(ExecStart(unit).Split(' ')[0]);

        Repository.Projects("src").Keys.Select(name => $"Flamenco.{name}").ShouldContain(program);
    }

    [Theory]
    [MemberData(nameof(EveryUnit))]
    public void a_unit_reads_a_configuration_of_which_there_is_a_sample(string unit)
    {
        var arguments = ExecStart(unit).Split(' ');
        var configuration = arguments[Array.IndexOf(arguments, "--config") + 1];

        Files("config", "*.json").ShouldContain(Path.GetFileName(configuration));
    }

    [Theory]
    [MemberData(nameof(EveryUnit))]
    public void a_unit_gives_its_program_no_more_than_it_needs(string unit) =>
        File.ReadAllLines(At("systemd", unit)).ShouldSatisfyAllConditions(
            lines => lines.ShouldContain("NoNewPrivileges=yes"),
            lines => lines.ShouldContain("ProtectSystem=strict"),
            lines => lines.ShouldContain("PrivateTmp=yes"),
            lines => lines.ShouldContain("CapabilityBoundingSet="),
            lines => lines.ShouldContain("KillMode=control-group"),
            lines => lines.ShouldContain(line => line.StartsWith("User=flamenco", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(EveryConfiguration))]
    public void a_sample_is_json_and_holds_no_secret(string configuration)
    {
        var text = File.ReadAllText(At("config", configuration));

        Should.NotThrow(() => JsonDocument.Parse(text).Dispose());
        Secrets().IsMatch(text).ShouldBeFalse();
    }

    private static string ExecStart(string unit) =>
        File.ReadLines(At("systemd", unit)).Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal))["ExecStart=".Length..];

    private static string At(string folder, string file) => Path.Combine(Repository.Root, "deploy", folder, file);

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy", folder), pattern).Select(path => Path.GetFileName(path)).Order();

    [GeneratedRegex("(?<= |^)/[^ ]+")]
    private static partial Regex Paths();

    [GeneratedRegex("\"(Token|Password|Secret)\"", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Secrets();
}
