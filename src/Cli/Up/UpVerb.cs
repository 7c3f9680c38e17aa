using System.CommandLine;
using Flamenco.Cli.Farm;

namespace Flamenco.Cli.Up;

internal static class UpVerb
{
    private static readonly Option<int> ServerPort = Port("--server-port", UpOptions.DefaultServerPort, "The Server's port");
    private static readonly Option<int> ManagerPort = Port("--manager-port", UpOptions.DefaultManagerPort, "The Manager's port");

    private static readonly Option<int> Workers = new("--workers")
    {
        Description = $"How many Workers to run here, 1 to {UpOptions.MostWorkers}. Each renders one task at a time.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
        Validators = { result => Between(result, 1, UpOptions.MostWorkers) },
    };

    private static readonly Option<bool> Separate = new("--separate")
    {
        Description = "Run Server, Manager and Workers as programs of their own, as in a studio, and not in one process.",
    };

    private static readonly Option<int> Silos = new("--silos")
    {
        Description = $"How many nodes the Server has, 1 to {UpOptions.MostSilos}. Several share a PostgreSQL (--postgres), run as programs of their own and are started again when one ends.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
        Validators = { result => Between(result, 1, UpOptions.MostSilos) },
    };

    private static readonly Option<bool> AllowRoot = new("--allow-root")
    {
        Description = $"Run although you are root. A farm runs other people's files; better use an ordinary user. {UpOptions.AllowRootVariable}=1 does the same.",
    };

    private static readonly Option<string?> Postgres = PostgresOption.Create(
        "Keep the farm in this PostgreSQL, prepared by `flamenco schema apply`, and not in the data folder.");

    private static readonly Option<bool> Volatile = new("--volatile")
    {
        Description = "Keep the farm in memory: everything is lost when it ends. For trying things out.",
    };

    public static Command Create(Session session)
    {
        var data = FarmOptions.Data();
        var command = new Command("up", "Runs a whole farm on this machine, with no set-up, until Ctrl-C. Started again, it goes on where it was.")
        {
            data, ServerPort, ManagerPort, Workers, Separate, Silos, AllowRoot, Postgres, Volatile,
        };
        command.SetAction((parsed, cancellation) => FarmRun.RunAsync(
            new UpOptions(
                DataFolder.Choose(parsed.GetValue(data), session),
                parsed.GetValue(ServerPort),
                parsed.GetValue(ManagerPort),
                parsed.GetValue(Workers),
                parsed.GetValue(Separate) || parsed.GetValue(Silos) > 1,
                parsed.GetValue(AllowRoot) || session.Variable(UpOptions.AllowRootVariable) == "1",
                parsed.GetValue(Postgres),
                parsed.GetValue(Volatile),
                parsed.GetValue(Silos)),
            session,
            cancellation));
        return command;
    }

    private static Option<int> Port(string name, int standard, string what) => new(name)
    {
        Description = $"{what}; 0 for any free one.",
        DefaultValueFactory = _ => standard,
        HelpName = "PORT",
        Validators = { result => Between(result, 0, ushort.MaxValue) },
    };

    private static void Between(System.CommandLine.Parsing.OptionResult result, int least, int most)
    {
        if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var value) || value < least || value > most))
            result.AddError($"{result.Option.Name} must be a number from {least} to {most}, not {result.Tokens[0].Value}");
    }
}
