using System.Text.RegularExpressions;
using Flamenco.Domain.Tests.Architecture;
using Shouldly;

namespace Flamenco.Domain.Tests.Documentation;

public partial class TheDocuments
{
    [Fact]
    public void link_to_what_is_there() =>
        Documents()
            .SelectMany(document => Links().Matches(File.ReadAllText(document))
                .Select(link => link.Groups["target"].Value.Split('#')[0])
                .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
                .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target)))
                .Select(target => $"{Path.GetRelativePath(Repository.Root, document)}: {target}"))
            .ShouldBeEmpty();

    [Fact]
    public void name_every_package_that_is_used_in_the_notice()
    {
        var notice = File.ReadAllText(Path.Combine(Repository.Root, "NOTICE"));

        Repository.Projects("src").Values.Concat(Repository.Projects("test").Values)
            .SelectMany(project => project.Packages)
            .Distinct()
            .Where(package => !notice.Contains(package, StringComparison.Ordinal))
            .ShouldBeEmpty("each with its licence and whose it is");
    }

    [Fact]
    public void number_the_decisions_without_gaps() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "decisions"), "*.md")
            .Select(path => int.Parse(Path.GetFileName(path)[..4]))
            .Order()
            .ShouldBe(Enumerable.Range(1, Directory.GetFiles(Path.Combine(Repository.Root, "docs", "decisions"), "*.md").Length));

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy"), "*.md", SearchOption.AllDirectories));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Links();
}
