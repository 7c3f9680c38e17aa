using System.Text.Json;
using Flamenco.Contracts.Site;

namespace Flamenco.Site.Tests.Worker;

internal static class Commands
{
    public static Command Of(string name, string parameters, int steps = 0) => new()
    {
        Name = name,
        Parameters = JsonDocument.Parse(parameters).RootElement,
        TotalStepCount = steps,
    };

    public static Command Echo(string message) => Of("echo", $$"""{"message": "{{message}}"}""");

    /// <summary>A shell script, for a Worker that allows it.</summary>
    public static Command Shell(string script) => Of("exec", $$"""{"exe": "/bin/sh", "args": ["-c", {{Quoted(script)}}]}""");

    public static string[] ShellAllowed { get; } = ["--set", "Executables:Exec=/bin/sh"];

    public static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
