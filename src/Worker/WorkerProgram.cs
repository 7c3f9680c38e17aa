using Flamenco.Worker.Configuration;
using Flamenco.Worker.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Flamenco.Worker;

/// <summary>The Worker as a program of its own.</summary>
internal static class WorkerProgram
{
    private const int Refused = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var line = CommandLine.Parse(args);
            if (line.Help || line.Version)
            {
                Console.WriteLine(line.Help ? CommandLine.Usage : WorkerVersion.Current);
                return 0;
            }

            using var host = WorkerHost.Build(args);
            var run = host.Services.GetRequiredService<WorkerRun>();
            // Here rather than in the start, where a refusal would be logged as a crash.
            host.Services.GetRequiredService<WorkerFolder>().Open();
            await host.StartAsync();
            _ = AnnounceAsync(run);
            await host.WaitForShutdownAsync();
            return run.ExitCode;
        }
        catch (StartRefusedException e)
        {
            return Refuse(e.Message);
        }
    }

    private static async Task AnnounceAsync(WorkerRun run) => Console.WriteLine($"READY worker={await run.SignedOn}");

    private static int Refuse(string reason)
    {
        Console.Error.WriteLine(reason);
        return Refused;
    }
}
