using Flamenco.Worker.Execution;

namespace Flamenco.Worker.Commands.Misc;

/// <summary><c>echo {message}</c>: one line in the log.</summary>
internal sealed class EchoCommand : IWorkerCommand
{
    public string Name => "echo";

    public Task<string?> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        context.Report.Log($"echo: \"{context.Parameters.Anything("message")}\"");
        return Task.FromResult<string?>(null);
    }
}
