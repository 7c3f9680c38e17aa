namespace Flamenco.Cli.Farm;

/// <summary>The folder of a farm on this machine: its store, its secrets and where it answers.</summary>
/// <param name="Path">Absolute.</param>
internal sealed record DataFolder(string Path)
{
    public const string Variable = "FLAMENCO_DATA";

    public string OwnerToken => In("owner-token");

    public string JoinSecret => In("join-secret");

    public string ManagerKey => In("manager-key");

    public string AddonUrl => In("addon-url");

    public string Endpoints => In("endpoints.json");

    public string Lock => In("up.lock");

    public string Manager => In("manager");

    /// <summary>A Server node's own folder; the first one has the farm's.</summary>
    public string Silo(int number) => number == 1 ? Path : In($"silo-{number}");

    /// <summary>A Worker's own folder. It keeps its number, counted from 1, and so its identity, over restarts.</summary>
    public string Worker(int number) => In($"worker-{number}");

    /// <summary>The folder asked for, else <c>FLAMENCO_DATA</c>, else <c>flamenco</c> in the user's data directory.</summary>
    public static DataFolder Choose(string? asked, Session session) =>
        new(System.IO.Path.GetFullPath(asked ?? session.Variable(Variable) ?? System.IO.Path.Combine(UserDataDirectory(session), "flamenco")));

    private static string UserDataDirectory(Session session)
    {
        if (session.Variable("XDG_DATA_HOME") is { } chosen && System.IO.Path.IsPathRooted(chosen))
            return chosen;

        var directory = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return directory.Length > 0
            ? directory
            : throw CliException.Refused($"there is no home directory to keep the farm's data in; name a folder with --data DIR or {Variable}");
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
