namespace Flamenco.Silo.Doctor;

/// <summary>A site's folder, as far as an inspection looks into it: of which jobs there are logs.</summary>
internal static class SiteFolder
{
    private const string Logs = "logs";
    private const string FoldersOfJobs = "job-*";

    /// <summary>The jobs with a folder of logs; null: this is no folder with logs.</summary>
    public static IReadOnlyCollection<Guid>? LoggedJobs(string site)
    {
        var logs = new DirectoryInfo(Path.Combine(site, Logs));
        return logs.Exists
            ? [.. logs.EnumerateDirectories(FoldersOfJobs)
                .SelectMany(folder => folder.EnumerateDirectories())
                .Select(folder => Guid.TryParse(folder.Name, out var job) ? job : (Guid?)null)
                .OfType<Guid>()]
            : null;
    }
}
