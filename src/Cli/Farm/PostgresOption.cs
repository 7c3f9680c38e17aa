using System.CommandLine;
using Flamenco.Silo.Stores;

namespace Flamenco.Cli.Farm;

/// <summary><c>--postgres CONNECTION|@FILE</c>, for the verbs that work with a farm's database itself.</summary>
internal static class PostgresOption
{
    public const string Variable = "FLAMENCO_POSTGRES";

    public static Option<string?> Create(string description) => new("--postgres")
    {
        Description = $"{description} CONNECTION: keys and values, as in \"Host=db.studio.example;Database=flamenco;Username=flamenco_server\"; "
            + $"a password belongs into the file of @FILE (mode 0600), a pgpass file or the environment. Default: {Variable}.",
        HelpName = "CONNECTION|@FILE",
    };

    /// <summary>What was asked for, else what the environment says; null if neither does.</summary>
    public static PostgresAddress? Choose(string? asked, Session session)
    {
        if (asked is not null)
            return PostgresAddress.Read(asked, mayHoldPassword: false);
        return session.Variable(Variable) is { } given ? PostgresAddress.Read(given, mayHoldPassword: true) : null;
    }
}
