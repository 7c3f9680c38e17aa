namespace Flamenco.SiteServices.Logs;

/// <summary>The folders of jobs, <c>job-XXXX/JOB</c>: made when there is something to keep, removed with what was kept in them.</summary>
/// <param name="root">Where they are.</param>
internal sealed class JobFolders(string root)
{
    /// <summary>One folder holds several jobs: none of them makes its own while another one removes the last.</summary>
    private readonly Lock _guard = new();

    public string Of(Guid job) => Path.Combine(ShelfOf(job), job.ToString());

    public void Create(Guid job)
    {
        var folder = Of(job);
        if (Directory.Exists(folder))
            return;
        lock (_guard)
            Directory.CreateDirectory(folder);
        DurableFile.SyncFolder(ShelfOf(job));
        DurableFile.SyncFolder(root);
    }

    /// <summary>Removes a job's logs, then its folder and the shelf that it stands on, if nothing else is in them.</summary>
    /// <returns>The name of something else that is in the job's folder; null: there is nothing.</returns>
    /// <exception cref="IOException">A file can not be removed, or a folder is a link to somewhere else.</exception>
    public string? Remove(Guid job)
    {
        var folder = new DirectoryInfo(Of(job));
        RefuseLink(new DirectoryInfo(ShelfOf(job)));
        RefuseLink(folder);
        if (!folder.Exists)
            return null;

        string? other = null;
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (IsLog(entry))
                entry.Delete();
            else
                other ??= entry.Name;
        }

        if (other is null)
        {
            lock (_guard)
                RemoveEmpty(folder);
        }

        return other;
    }

    private static bool IsLog(FileSystemInfo entry) => entry is FileInfo { LinkTarget: null } && LogName.Parse(entry.Name) is not null;

    private static void RefuseLink(DirectoryInfo folder)
    {
        if (folder.LinkTarget is { } target)
            throw new IOException($"{folder.FullName} is a link to {target}; Flamenco makes no such link and follows none. Remove it, or what it leads to, by hand");
    }

    private static void RemoveEmpty(DirectoryInfo folder)
    {
        folder.Delete();
        if (folder.Parent is { } shelf && !shelf.EnumerateFileSystemInfos().Any())
            shelf.Delete();
    }

    private string ShelfOf(Guid job) => Path.Combine(root, $"job-{job.ToString()[..4]}");
}
