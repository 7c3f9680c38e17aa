using System.CommandLine;
using Flamenco.Cli.Farm;
using Flamenco.Cli.Output;
using Flamenco.Contracts.Http;
using Flamenco.Contracts.Server;
using Flamenco.Silo.Doctor;
using Flamenco.Silo.Stores;

namespace Flamenco.Cli.Verbs;

/// <summary><c>doctor</c>: asks a farm that runs, and looks into the data of one that does not.</summary>
internal static class DoctorVerb
{
    private static readonly Option<string?> Postgres = PostgresOption.Create(
        "Look into this PostgreSQL itself, and ask no Server.");

    private static readonly Option<string?> Site = new("--site")
    {
        Description = "A Manager's data folder on this machine: its logs are looked at too, unless a Server is asked. Default: that of the farm in the data folder.",
        HelpName = "DIR",
    };

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create(Session session)
    {
        var farm = new FarmOptions();
        var command = new Command(
            "doctor",
            "Checks everything that must hold in a farm, and says how to mend what does not. Changes nothing. Asks the Server; if none runs, it looks into the data folder. Exit code 1: something is broken.")
        {
            Postgres, Site, Json,
        };
        farm.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var report = await InspectAsync(parsed, farm, session, cancellation);
            if (parsed.GetValue(Json))
                session.ShowJson(report);
            else
                DoctorView.Show(report, session);
            return report.Clean ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<DoctorReport> InspectAsync(ParseResult parsed, FarmOptions farm, Session session, CancellationToken cancellation)
    {
        var data = farm.Folder(parsed, session);
        var site = parsed.GetValue(Site) ?? data.Manager;
        if (parsed.GetValue(Postgres) is { } asked)
            return await StoppedFarm.InspectAsync(PostgresAddress.Read(asked, mayHoldPassword: false), site, cancellation);

        try
        {
            using var client = farm.Connect(parsed, session);
            return await client.Server.DoctorAsync(cancellation);
        }
        catch (Exception away) when (away is UnreachableException or CliException { ExitCode: ExitCode.Unreachable } && !farm.NamesServer(parsed, session))
        {
            if (StoppedFarm.IsIn(data.Path))
                return await StoppedFarm.InspectAsync(data.Path, site, cancellation);
            if (PostgresOption.Choose(asked: null, session) is { } address)
                return await StoppedFarm.InspectAsync(address, site, cancellation);
            throw;
        }
    }
}
