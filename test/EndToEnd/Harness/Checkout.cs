namespace Flamenco.EndToEnd.Harness;

/// <summary>Where things are in the checkout that this was built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>The program under test, as it was built together with these tests.</summary>
    public static string Program { get; } = Path.Combine(OutputOf("Cli"), "Flamenco.Cli.dll");

    /// <summary>Where a project of <c>src</c> was built to, in the configuration of these tests.</summary>
    public static string OutputOf(string project)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root, "src", project, "bin", framework.Parent!.Name, framework.Name);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Flamenco.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"there is no Flamenco.sln above {AppContext.BaseDirectory}");
    }
}
