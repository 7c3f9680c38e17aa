namespace Flamenco.Worker.Configuration;

/// <summary>Who this Worker is and whom it works for. Section <c>Worker</c>.</summary>
public sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>Folder of this Worker alone: credentials, life, temporary files. Default: <c>flamenco-worker</c> in the user's data directory.</summary>
    public string Data { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "flamenco-worker");

    /// <summary>The Manager's URL, http or https; a path in it (such as <c>/join/SECRET/</c>) is kept. Required.</summary>
    public string Manager { get; set; } = "";

    /// <summary>File with the site's join secret, read when this Worker registers. Empty: the environment variable <c>FLAMENCO_JOIN_SECRET</c> or the Manager's URL holds it.</summary>
    public string JoinSecretFile { get; set; } = "";

    /// <summary>The join secret itself; from the environment only. Default: none.</summary>
    public string JoinSecret { get; set; } = "";

    /// <summary>
    /// Talk to a Manager on another machine without TLS: whoever is on the network between can read this Worker's credentials and what it
    /// renders. Default: false; such a Manager is refused.
    /// </summary>
    public bool InsecureHttp { get; set; }

    /// <summary>How people call it. Up to 64 characters. Default: the machine's host name.</summary>
    public string Name { get; set; } = Environment.MachineName;

    /// <summary>
    /// Task types to ask for, comma-separated. A type whose program is missing on this machine is left out. Default:
    /// <c>blender,ffmpeg,file-management,misc</c>.
    /// </summary>
    public string TaskTypes { get; set; } = "blender,ffmpeg,file-management,misc";

    /// <summary>Start although this is root: everything that a job does is then done as root. Default: false.</summary>
    public bool AllowRoot { get; set; }

    /// <summary>Exit code that makes the service manager start the Worker again; 0: this Worker can not be restarted from afar. 0 to 255. Default: 0.</summary>
    public int RestartExitCode { get; set; }

    internal IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Manager, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            yield return $"Worker:Manager is \"{Manager}\"; it must be the Manager's URL, for example http://localhost:8080/ (--manager URL)";
        else if (!InsecureHttp && url.Scheme == "http" && !url.IsLoopback)
            yield return $"Worker:Manager is http://{url.Authority}/, on another machine and without TLS: this Worker's credentials would travel in the clear. "
                + "Use the Manager's https address, or say --insecure-http if everybody on that network may read them";
        if (string.IsNullOrWhiteSpace(Data))
            yield return "Worker:Data is empty; it must be a folder (--data DIR)";
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 64)
            yield return $"Worker:Name is \"{Name}\"; it must have 1 to 64 characters (--name NAME)";
        if (Types.Count == 0)
            yield return "Worker:TaskTypes is empty; it must name at least one task type";
        if (RestartExitCode is < 0 or > 255)
            yield return $"Worker:RestartExitCode is {RestartExitCode}; it must be 0 to 255";
    }

    internal IReadOnlyList<string> Types =>
        TaskTypes.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>With a slash at its end, so that the API's paths are appended to it.</summary>
    internal Uri ManagerUrl => new(Manager.EndsWith('/') ? Manager : Manager + "/");
}
