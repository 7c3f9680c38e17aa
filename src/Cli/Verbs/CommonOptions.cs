using System.CommandLine;

namespace Flamenco.Cli.Verbs;

internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print JSON, for scripts." };

    public static Option<int> Limit() => new("--limit")
    {
        Description = "At most this many, 1 to 1000.",
        DefaultValueFactory = _ => 50,
        HelpName = "N",
    };

    public static Argument<Guid> Id(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (Guid.TryParse(result.Tokens[0].Value, out var id))
                return id;
            result.AddError($"\"{result.Tokens[0].Value}\" is not an id; `flamenco jobs`, `tasks` and `workers` list them.");
            return default;
        },
    };
}
