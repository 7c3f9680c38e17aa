using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Flamenco.Cli.Operate;
using Flamenco.Cli.Submit;
using Flamenco.Cli.Up;
using Flamenco.Cli.Verbs;

namespace Flamenco.Cli;

/// <summary>The whole command line: which verbs there are, and what an error looks like.</summary>
internal static class CommandLine
{
    /// <summary>A value may begin with <c>@</c>: it names a file that we read ourselves, and not further arguments.</summary>
    private static readonly ParserConfiguration AsTheyAre = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(string[] arguments, Session session)
    {
        using var interruption = new Interruption();
        var parsed = Create(session).Parse(arguments, AsTheyAre);
        if (parsed.Action is ParseErrorAction)
            return BadUsage(parsed, session);

        try
        {
            // Signals are ours: `up` takes its time to stop cleanly.
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = session.Out,
            };
            return await parsed.InvokeAsync(configuration, interruption.Token);
        }
        catch (Exception failure) when (Failures.Explain(failure, interruption.Token) is { } explained)
        {
            if (explained.Message.Length > 0)
                session.Say($"flamenco: {explained.Message}");
            return explained.ExitCode;
        }
    }

    private static Command Create(Session session)
    {
        var flamenco = new Command("flamenco", "Renders Blender files on a farm: one machine or many.")
        {
            new HelpOption(),
            new VersionOption(),
            UpVerb.Create(session),
            SubmitVerb.Create(session),
            JobVerbs.List(session),
            JobVerbs.One(session),
            TaskVerbs.List(session),
            TaskVerbs.One(session),
            LogsVerb.Create(session),
            WorkerVerbs.List(session),
            WorkerVerbs.One(session),
            WhyVerb.Create(session),
            TagVerbs.List(session),
            TagVerbs.Worker(session),
            ManagersVerb.Create(session),
            JobTypesVerb.Create(session),
            DoctorVerb.Create(session),
            SchemaVerb.Create(session),
        };
        foreach (var verb in OperationVerbs.All(session))
            flamenco.Subcommands.Add(verb);
        flamenco.Subcommands.Add(DeleteVerb.Create(session));
        return flamenco;
    }

    private static int BadUsage(ParseResult parsed, Session session)
    {
        // What follows from a verb that is not known is not worth saying.
        var errors = parsed.UnmatchedTokens.Count > 0
            ? parsed.UnmatchedTokens.Select(token => $"there is no verb or option \"{token}\".")
            : parsed.Errors.Select(error => error.Message).Distinct();
        foreach (var error in errors)
            session.Say($"flamenco: {error}");

        var names = new List<string>();
        for (var at = (System.CommandLine.Parsing.SymbolResult?)parsed.CommandResult; at is System.CommandLine.Parsing.CommandResult command; at = command.Parent)
            names.Insert(0, command.Command.Name);
        session.Say($"`{string.Join(' ', names)} --help` says how it is used.");
        return ExitCode.Refused;
    }
}
