using System.CommandLine;
using Flamenco.Cli.Farm;
using Flamenco.Cli.Output;
using Flamenco.Silo.Stores;

namespace Flamenco.Cli.Verbs;

/// <summary><c>schema apply</c>.</summary>
internal static class SchemaVerb
{
    private static readonly Option<string?> Postgres = PostgresOption.Create("The database, with the role that owns it.");
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create(Session session)
    {
        var apply = new Command("apply", "Makes the tables in a PostgreSQL database, or brings them up to date. Harmless if they are. (SQLite's are made by the Server.)")
        {
            Postgres, Json,
        };
        apply.SetAction((parsed, cancellation) => ApplyAsync(
            PostgresOption.Choose(parsed.GetValue(Postgres), session)
                ?? throw CliException.Refused($"no database is named: say --postgres CONNECTION|@FILE, or set {PostgresOption.Variable}."),
            parsed.GetValue(Json),
            session,
            cancellation));
        return new Command("schema", "Prepares a database for a farm's Server.") { apply };
    }

    private static async Task<int> ApplyAsync(PostgresAddress address, bool json, Session session, CancellationToken cancellation)
    {
        var versions = await PostgresSetup.ApplyAsync(address, cancellation) switch
        {
            SchemaOutcome.Applied applied => applied.Versions,
            SchemaOutcome.Refused refused => throw CliException.Refused(refused.Reason),
            SchemaOutcome.Unreachable unreachable => throw CliException.Unreachable(unreachable.Reason),
            var other => throw new InvalidOperationException($"an outcome without an answer: {other}"),
        };

        if (json)
            session.ShowJson(new AppliedSchema(versions), CliJson.Default.AppliedSchema);
        else if (versions.Count == 0)
            session.Out.WriteLine("The schema is up to date.");
        else
            session.Out.WriteLine($"Applied schema version {string.Join(", ", versions)}.");
        return ExitCode.Done;
    }
}

/// <summary>What <c>schema apply --json</c> prints.</summary>
/// <param name="Applied">The versions that were missing and are there now.</param>
internal sealed record AppliedSchema(IReadOnlyList<int> Applied);
