namespace Flamenco.Server.Tests;

/// <summary>A file of the checkout that says what the code does, so that a change of one shows in the other.</summary>
internal static class CommittedFile
{
    private static readonly string Root = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>The file must say this. With <c>UPDATE_DOCS=1</c> it is made to say it.</summary>
    public static async Task ShouldSayAsync(string text, params string[] parts)
    {
        var path = Path(parts);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text);
        }

        var written = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
        written.ShouldBe(text, $"{string.Join('/', parts)}: run UPDATE_DOCS=1 dotnet test test/Server.Tests and look at the difference");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Flamenco.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no Flamenco.sln above {AppContext.BaseDirectory}: run these tests from a checkout");
    }
}
