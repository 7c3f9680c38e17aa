using Flamenco.Worker.Execution;
using Flamenco.Worker.Machine;

namespace Flamenco.Worker.Commands.Misc;

/// <summary><c>exec {exe, args}</c>: runs a program that this Worker's owner has listed, without a shell.</summary>
internal sealed class ExecCommand(Programs programs) : IWorkerCommand
{
    public string Name => "exec";

    public async Task<string?> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var executable = programs.ResolveExec(context.Parameters.Text("exe"));
        var last = new LastLines();
        var code = await context.RunProcessAsync(executable, context.Parameters.List("args"), last.Add, cancellation);
        return code == 0 ? null : throw new CommandFailedException($"{Ending.Describe(executable, code)}. {last}");
    }
}
