namespace Flamenco.Http.Hosting;

/// <summary>A command-line flag of a role's program, and the configuration key that it sets.</summary>
/// <param name="Flag">With its dashes, for example <c>--data</c>.</param>
/// <param name="Key">For example <c>Data</c> or <c>Orleans:SiloPort</c>.</param>
/// <param name="Description">For <c>--help</c>, with the default.</param>
/// <param name="IsSwitch">True: it takes no value.</param>
public sealed record RoleOption(string Flag, string Key, string Description, bool IsSwitch = false)
{
    /// <summary>Options that every role has.</summary>
    public static IReadOnlyList<RoleOption> OfEveryRole { get; } =
    [
        new("--data", "Data", "Folder in which this role keeps what it must not lose."),
        new("--config", "Config", "JSON file with configuration; environment and command line win over it."),
        new("--allow-root", "Allow_Root", "Run although the user is root (also FLAMENCO_ALLOW_ROOT=1).", IsSwitch: true),
    ];
}
