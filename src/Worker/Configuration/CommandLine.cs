using System.Globalization;

namespace Flamenco.Worker.Configuration;

/// <summary>The program's arguments, as configuration.</summary>
internal sealed record CommandLine(bool Help, bool Version, string? ConfigFile, IReadOnlyDictionary<string, string?> Settings)
{
    private sealed record Flag(string Name, string? Value, string Key, string Meaning);

    private static readonly Flag[] Flags =
    [
        new("--data", "DIR", "Worker:Data", "Folder of this Worker alone. Default: flamenco-worker in the user's data directory."),
        new("--manager", "URL", "Worker:Manager", "The Manager to work for. Required."),
        new("--join-secret-file", "FILE", "Worker:JoinSecretFile", "The site's join secret, used once, to register. FLAMENCO_JOIN_SECRET instead holds the secret itself."),
        new("--insecure-http", null, "Worker:InsecureHttp", "Talk to a Manager on another machine without TLS: credentials travel in the clear."),
        new("--name", "NAME", "Worker:Name", "How people call this Worker. Default: FLAMENCO_WORKER_NAME, else the host name."),
        new("--task-types", "TYPES", "Worker:TaskTypes", "Comma-separated. Default: blender,ffmpeg,file-management,misc."),
        new("--blender", "PATH", "Executables:Blender", "Default: blender on the PATH."),
        new("--ffmpeg", "PATH", "Executables:Ffmpeg", "Default: ffmpeg on the PATH."),
        new("--restart-exit-code", "N", "Worker:RestartExitCode", "Exit code that makes the service manager start the Worker again."),
        new("--allow-root", null, "Worker:AllowRoot", "Start although this is root; FLAMENCO_ALLOW_ROOT=1 does the same."),
        new("--set", "KEY=VALUE", "", "Any other setting, for example --set Link:WaitSeconds=10. May be repeated."),
        new("--config", "FILE", "", "Settings as JSON. Environment (FLAMENCO_SECTION__KEY) and command line go before it."),
        new("--version", null, "", "Print the version and end."),
        new("--help", null, "", "Print this and end."),
    ];

    public static string Usage { get; } =
        "Flamenco.Worker: executes tasks for a Flamenco Manager on this machine.\n\n" +
        "Usage: Flamenco.Worker --manager URL [--join-secret-file FILE] [--data DIR] [options]\n\n" +
        string.Join('\n', Flags.Select(flag => string.Create(CultureInfo.InvariantCulture, $"  {flag.Name + " " + flag.Value,-27} {flag.Meaning}"))) +
        "\n\nOnce signed on it prints one line, READY worker=NAME; its log goes to standard error.\n" +
        "Exit codes: 0 ended as asked, 1 failed, 2 refused to start.";

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="StartRefusedException">An argument is unknown or lacks its value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var (help, version, config) = (false, false, (string?)null);

        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var left, var right] && left.StartsWith("--", StringComparison.Ordinal)
                ? (left, right)
                : (args[i], (string?)null);
            var flag = Array.Find(Flags, flag => flag.Name == name)
                ?? throw new StartRefusedException($"unknown argument {name}; see --help");
            if (flag.Value is not null && value is null)
                value = ++i < args.Count ? args[i] : throw new StartRefusedException($"{name} lacks its {flag.Value}; see --help");

            switch (name)
            {
                case "--help":
                    help = true;
                    break;
                case "--version":
                    version = true;
                    break;
                case "--config":
                    config = value;
                    break;
                case "--set" when value!.Split('=', 2) is [var key, var setting]:
                    settings[key] = setting;
                    break;
                case "--set":
                    throw new StartRefusedException($"--set {value} is not KEY=VALUE; see --help");
                default:
                    settings[flag.Key] = value ?? "true";
                    break;
            }
        }

        RefuseSecrets(settings);
        return new(help, version, config, settings);
    }

    /// <summary>Everybody on the machine can read every program's arguments.</summary>
    private static void RefuseSecrets(Dictionary<string, string?> settings)
    {
        if (settings.ContainsKey("Worker:JoinSecret"))
            throw new StartRefusedException(JoinSecretElsewhere);
        if (settings.TryGetValue("Worker:Manager", out var manager) && manager?.Contains("/join/", StringComparison.OrdinalIgnoreCase) == true)
            throw new StartRefusedException(
                "an address with /join/SECRET/ in an argument can be read by everybody on this machine: give --manager without it, and the secret with --join-secret-file FILE or in FLAMENCO_JOIN_SECRET");
    }

    public const string JoinSecretElsewhere =
        "Worker:JoinSecret may not stand in an argument or a configuration file: give it with --join-secret-file FILE (mode 0600) or in the environment variable FLAMENCO_JOIN_SECRET";
}
