using System.CommandLine;
using Flamenco.Cli.Farm;

namespace Flamenco.Cli.Verbs;

/// <summary>What every verb that asks a farm has in common.</summary>
internal static class Verb
{
    public delegate Task<int> Action(ParseResult parsed, FarmClient farm, bool json, CancellationToken cancellation);

    public static Command Create(string name, string description, Session session, IReadOnlyList<Symbol> symbols, Action action)
    {
        var farm = new FarmOptions();
        var json = CommonOptions.Json();
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }

        command.Options.Add(json);
        farm.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = farm.Connect(parsed, session);
            return await action(parsed, client, parsed.GetValue(json), cancellation);
        });
        return command;
    }
}
