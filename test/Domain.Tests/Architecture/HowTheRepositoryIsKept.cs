using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;

namespace Flamenco.Domain.Tests.Architecture;

public partial class HowTheRepositoryIsKept
{
    private static readonly ProjectFile[] AllProjects = [.. Repository.Projects("src").Values, .. Repository.Projects("test").Values];

    [Theory]
    [InlineData("Flamenco.sln")]
    [InlineData("src/Grains")]
    [InlineData("src/Grains.Interfaces")]
    [InlineData("src/Silo")]
    [InlineData("src/ManagerGateway")]
    [InlineData("src/Worker")]
    [InlineData("test")]
    [InlineData("deploy")]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("LICENSE")]
    [InlineData("NOTICE")]
    [InlineData("docs/deviations.md")]
    [InlineData("docs/configuration.md")]
    [InlineData("docs/decisions")]
    public void what_people_rely_on_is_where_they_look_for_it(string path) =>
        Path.Exists(Path.Combine(Repository.Root, path)).ShouldBeTrue($"{path} is missing");

    [Fact]
    public void every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Flamenco.sln")).Replace('\\', '/');

        AllProjects
            .Select(project => Path.GetRelativePath(Repository.Root, project.Path).Replace('\\', '/'))
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal))
            .ShouldBeEmpty("dotnet sln add these, or nobody builds and tests them");
    }

    [Fact]
    public void every_test_project_says_that_it_is_one() =>
        Repository.Projects("test").Values
            .Where(project => project.Name.EndsWith("Tests", StringComparison.Ordinal) || project.Name == "EndToEnd")
            .Where(project => !project.Packages.Contains("Microsoft.NET.Test.Sdk") || project.Content.Descendants("IsTestProject").SingleOrDefault()?.Value != "true")
            .Select(project => project.Name)
            .ShouldBeEmpty("dotnet test passes over a project without these, silently");

    [Fact]
    public void versions_of_packages_stand_in_one_place_only() =>
        AllProjects
            .Where(project => project.Content.Descendants("PackageReference").Any(item =>
                item.Attribute("Version") is not null || item.Attribute("VersionOverride") is not null || item.Element("Version") is not null))
            .Select(project => project.Name)
            .ShouldBeEmpty("versions belong into Directory.Packages.props");

    [Fact]
    public void a_version_is_one_exact_version() =>
        Versions()
            .Where(package => !ExactVersion().IsMatch(package.Version))
            .ShouldBeEmpty("no ranges and no wildcards: a build is the same tomorrow");

    [Fact]
    public void all_orleans_packages_are_of_one_version() =>
        Versions()
            .Where(package => package.Name.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal) && package.Version != "$(OrleansVersion)")
            .ShouldBeEmpty();

    [Fact]
    public void every_source_file_has_its_namespace_in_one_line() =>
        Repository.Sources("src")
            .Where(path => !TopLevelOnly(path))
            .Where(path => !FileScopedNamespace().IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .ShouldBeEmpty();

    [Fact]
    public void no_class_is_a_drawer_for_odds_and_ends() =>
        Repository.Sources("src")
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => OddsAndEnds().IsMatch(Path.GetFileNameWithoutExtension(path)))
            .ShouldBeEmpty("name it after what it does");

    /// <summary>A program's start, or a file of usings and attributes: there is no type in it.</summary>
    private static bool TopLevelOnly(string path) => !TypeDeclaration().IsMatch(File.ReadAllText(path));

    private static IEnumerable<(string Name, string Version)> Versions()
    {
        var central = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));
        return central.Descendants("PackageVersion").Concat(central.Descendants("GlobalPackageReference"))
            .Select(item => (item.Attribute("Include")!.Value, item.Attribute("Version")!.Value));
    }

    [GeneratedRegex(@"\A(\d+(\.\d+)+(-[0-9A-Za-z.]+)?|\$\(\w+\))\z", RegexOptions.ExplicitCapture)]
    private static partial Regex ExactVersion();

    [GeneratedRegex(@"^namespace [\w.]+;\s*$", RegexOptions.Multiline)]
    private static partial Regex FileScopedNamespace();

    [GeneratedRegex(@"^\s*((public|internal|file|sealed|static|abstract|partial|readonly) )*(class|record|struct|interface|enum|delegate) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("(Helpers?|Utils?|Utilities|Misc|Common)$", RegexOptions.ExplicitCapture)]
    private static partial Regex OddsAndEnds();
}
