using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Flamenco.Contracts.Site;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Data;
using Flamenco.Worker.Execution;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Processes;

/// <summary>
/// Runs programs for attempts: in a session and group of their own, with an environment made from scratch, within limits. However
/// the run ends, none of its processes is left when <see cref="RunAsync"/> returns.
/// </summary>
internal sealed class ChildProcess(WorkerFolder folder, IOptions<ProcessOptions> options, TimeProvider time)
{
    private static readonly TimeSpan OutputAfterEnd = TimeSpan.FromSeconds(2);
    private static readonly ConcurrentDictionary<int, byte> Started = new();

    /// <summary>Is the process waited for by the framework, so that nobody else may reap it?</summary>
    public static bool IsOurs(int process) => Started.ContainsKey(process);

    /// <summary>Runs to the end and returns the exit code; 128 plus a signal's number for a process that was killed.</summary>
    /// <exception cref="CommandFailedException">The program could not be started.</exception>
    /// <exception cref="OperationCanceledException">Canceled; all processes are dead.</exception>
    public async Task<int> RunAsync(ProcessRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = Start(request);
        request.OnStart(process.Id);
        var output = OutputAsync(process, request.OnLine);
        try
        {
            await process.WaitForExitAsync(cancellation);
            // Whoever got away may hold the pipes open for ever.
            await Task.WhenAny(output, Task.Delay(OutputAfterEnd, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
            await HuntAsync(request.Attempt, process.Id, certain: false);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process, request.Attempt);
            throw;
        }
        finally
        {
            Started.TryRemove(process.Id, out _);
            await output;
        }

        return process.ExitCode;
    }

    private Process Start(ProcessRequest request)
    {
        var temporary = folder.TemporaryFolder(request.Attempt);
        Directory.CreateDirectory(temporary);
        var start = new ProcessStartInfo("prlimit")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = temporary,
        };

        // Each of these replaces itself by the next, so the process id stays the program's.
        foreach (var argument in (string[])["--core=0", $"--nofile={options.Value.OpenFiles}", "setsid", request.Executable, .. request.Arguments])
            start.ArgumentList.Add(argument);
        FillEnvironment(start.Environment, request.Attempt, temporary);

        try
        {
            var process = Process.Start(start)!;
            Started[process.Id] = 0;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new CommandFailedException($"{request.Executable} could not be started: {e.Message}");
        }
    }

    private void FillEnvironment(IDictionary<string, string?> environment, AttemptRef attempt, string temporary)
    {
        var passed = options.Value.PassEnvironment.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        environment.Clear();
        foreach (var name in (string[])["PATH", "HOME", .. passed])
            if (Environment.GetEnvironmentVariable(name) is { } value)
                environment[name] = value;
        environment["LANG"] = "C.UTF-8";
        environment["TMPDIR"] = temporary;
        environment[Markers.Worker] = folder.Id;
        environment[Markers.Life] = $"{folder.Life}";
        environment[Markers.Attempt] = Markers.Of(attempt);
    }

    private static Task OutputAsync(Process process, Action<string> onLine)
    {
        var oneAtATime = new Lock();
        return Task.WhenAll(
            LineReader.ReadAsync(process.StandardOutput.BaseStream, Tell),
            LineReader.ReadAsync(process.StandardError.BaseStream, Tell));

        void Tell(string line)
        {
            lock (oneAtATime)
                onLine(line);
        }
    }

    /// <summary>Asks the group to end, waits a little, then kills whatever is left.</summary>
    private async Task EndAsync(Process process, AttemptRef attempt)
    {
        Native.Signal(-process.Id, Native.Terminate);
        var ended = process.WaitForExitAsync(CancellationToken.None);
        await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(options.Value.KillGraceSeconds), time));
        await HuntAsync(attempt, process.Id, certain: true);
        await ended;
    }

    private Task<int> HuntAsync(AttemptRef attempt, int root, bool certain)
    {
        var marker = Markers.Of(attempt);
        return new ProcessHunt(environment => Markers.IsOf(environment, folder.Id, marker)).KillAllAsync(root, certain, time);
    }
}
