using System.Xml.Linq;

namespace Flamenco.Domain.Tests.Architecture;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Every project file below a top-level folder, by the project's name.</summary>
    public static IReadOnlyDictionary<string, ProjectFile> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
            .Select(path => new ProjectFile(path, XDocument.Load(path)))
            .ToDictionary(project => project.Name);

    /// <summary>Every source file below a folder, without what the build made.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Flamenco.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no Flamenco.sln above {AppContext.BaseDirectory}: run these tests from a checkout");
    }
}

internal sealed record ProjectFile(string Path, XDocument Content)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Names of the projects that this one references.</summary>
    public IReadOnlyList<string> Projects => [.. Items("ProjectReference").Select(path => System.IO.Path.GetFileNameWithoutExtension(path))];

    public IReadOnlyList<string> Packages => [.. Items("PackageReference")];

    private IEnumerable<string> Items(string kind) =>
        Content.Descendants(kind).Select(item => item.Attribute("Include")?.Value).OfType<string>();
}
