using System.CommandLine;

namespace Flamenco.Http.Hosting;

/// <summary>The command line of a role's program: flags that set configuration keys, <c>--help</c> and <c>--version</c>.</summary>
public sealed class RoleCommand
{
    /// <summary>Signals stop the host, which takes the time that it needs; the parser must not end the process meanwhile.</summary>
    private static readonly InvocationConfiguration StoppedByItsHost = new() { ProcessTerminationTimeout = null };

    /// <summary>A value may begin with <c>@</c>: it names a file that we read ourselves, and not further arguments.</summary>
    private static readonly ParserConfiguration AsTheyAre = new() { ResponseFileTokenReplacer = null };

    private readonly RootCommand _root;
    private readonly List<(Option<string?> Option, string Key)> _values = [];
    private readonly List<(Option<bool> Option, string Key)> _switches = [];

    public RoleCommand(string description, IEnumerable<RoleOption> options)
    {
        _root = new RootCommand(description);
        foreach (var option in RoleOption.OfEveryRole.Concat(options))
        {
            if (option.IsSwitch)
            {
                var flag = new Option<bool>(option.Flag) { Description = option.Description };
                _switches.Add((flag, option.Key));
                _root.Options.Add(flag);
            }
            else
            {
                var flag = new Option<string?>(option.Flag) { Description = option.Description };
                _values.Add((flag, option.Key));
                _root.Options.Add(flag);
            }
        }
    }

    /// <summary>Runs the program, or shows help, version or what is wrong with the arguments.</summary>
    /// <returns>Exit code: 0 done, 1 failed, 2 bad usage or refused.</returns>
    public Task<int> RunAsync(string[] args, Func<string[], Task> run)
    {
        _root.SetAction(async (_, _) =>
        {
            try
            {
                await run(args);
                return 0;
            }
            catch (RefusedToStartException refused)
            {
                await Console.Error.WriteLineAsync(refused.Message);
                return 2;
            }
        });

        var parsed = _root.Parse(args, AsTheyAre);
        return parsed.Errors.Count > 0 ? UsageAsync(parsed) : parsed.InvokeAsync(StoppedByItsHost);
    }

    /// <summary>The configuration that these arguments stand for.</summary>
    /// <exception cref="RefusedToStartException">They are not this role's arguments.</exception>
    public Dictionary<string, string?> Parse(string[] args)
    {
        var parsed = _root.Parse(args, AsTheyAre);
        if (parsed.Errors.Count > 0)
            throw new RefusedToStartException(string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message)));

        var configuration = new Dictionary<string, string?>();
        foreach (var (option, key) in _values)
        {
            if (parsed.GetValue(option) is { } value)
                configuration[key] = value;
        }

        foreach (var (option, key) in _switches)
        {
            if (parsed.GetValue(option))
                configuration[key] = "true";
        }

        return configuration;
    }

    private static async Task<int> UsageAsync(ParseResult parsed)
    {
        await parsed.InvokeAsync();
        return 2;
    }
}
