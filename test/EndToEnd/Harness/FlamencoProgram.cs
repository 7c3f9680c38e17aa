namespace Flamenco.EndToEnd.Harness;

/// <summary>Runs <c>flamenco</c> as people and scripts do: as a program.</summary>
internal static class FlamencoProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Starts it; nothing of this machine's own farm is seen.</summary>
    public static RunningProgram Start(IEnumerable<string> arguments, params IEnumerable<(string Name, string? Value)> environment)
    {
        var variables = new Dictionary<string, string?> { ["FLAMENCO_ALLOW_ROOT"] = "1", ["XDG_DATA_HOME"] = "/nonexistent" };
        foreach (var (name, value) in environment)
            variables[name] = value;
        return RunningProgram.Start("dotnet", [Checkout.Program, .. arguments], variables);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ran> RunAsync(IEnumerable<string> arguments, params IEnumerable<(string Name, string? Value)> environment)
    {
        await using var program = Start(arguments, environment);
        var exitCode = await program.EndAsync(Patience);
        return new Ran(exitCode, program.Output.Text, program.Errors.Text);
    }

    /// <summary>What a run came to.</summary>
    /// <param name="ExitCode">See the CLI's <c>ExitCode</c>.</param>
    /// <param name="Output">Standard output.</param>
    /// <param name="Errors">Standard error.</param>
    public sealed record Ran(int ExitCode, string Output, string Errors)
    {
        public Ran ShouldEndWith(int exitCode)
        {
            ExitCode.ShouldBe(exitCode, $"{Output}\n{Errors}");
            return this;
        }
    }
}
