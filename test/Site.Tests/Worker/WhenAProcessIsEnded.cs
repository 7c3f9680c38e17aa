using System.Diagnostics;
using Flamenco.Worker.Data;
using Flamenco.Worker.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

public sealed class WhenAProcessIsEnded : IDisposable
{
    /// <summary>A child, a child of a child that has ended, one that ignores being asked, and one in a session of its own.</summary>
    private const string Fork =
        "sleep 301 & (sleep 302 &) ; (trap '' TERM; sleep 303; sleep 303) & setsid sh -c 'sleep 304 & echo forked; sleep 305' & ";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task nothing_of_it_is_left_whatever_it_forked()
    {
        using var run = new CommandRun(_folder, Commands.ShellAllowed);
        using var cancel = new CancellationTokenSource();

        var command = run.RunAsync(Commands.Shell(Fork + "wait"), cancel.Token);
        await run.Outbox.LineAsync("> forked");
        Processes.WithEnvironment($"FLAMENCO_ATTEMPT={Markers.Of(run.Attempt)}").Count.ShouldBeGreaterThanOrEqualTo(3);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => command);
        Processes.WithEnvironment($"FLAMENCO_ATTEMPT={Markers.Of(run.Attempt)}").ShouldBeEmpty();
    }

    [Fact]
    public async Task a_program_that_ends_by_itself_leaves_nothing_behind_either()
    {
        using var run = new CommandRun(_folder, Commands.ShellAllowed);

        await run.RunAsync(Commands.Shell("(sleep 306 > /dev/null 2>&1 &) ; setsid sleep 307 & echo done"));

        run.Outbox.Lines.ShouldContain(line => line.EndsWith("> done", StringComparison.Ordinal));
        Processes.WithEnvironment($"FLAMENCO_ATTEMPT={Markers.Of(run.Attempt)}").ShouldBeEmpty();
    }

    [Fact]
    public async Task what_an_earlier_life_left_is_found_by_its_marker_and_others_are_spared()
    {
        using var run = new CommandRun(_folder);
        using var leftover = Start($"FLAMENCO_WORKER={run.FolderId}", "FLAMENCO_LIFE=0", "setsid sleep 308 & sleep 309");
        using var neighbour = Start("FLAMENCO_WORKER=another", "FLAMENCO_LIFE=0", "sleep 310");

        // A program that is only just being started has no environment to be seen by: what an earlier life left has.
        while (Processes.WithEnvironment($"FLAMENCO_WORKER={run.FolderId}").Count < 3 || Processes.WithEnvironment("FLAMENCO_WORKER=another").Count < 1)
            await Task.Yield();

        await new Leftovers(run.Service<WorkerFolder>(), TimeProvider.System, NullLogger<Leftovers>.Instance).EndAsync(CancellationToken.None);

        Processes.WithEnvironment($"FLAMENCO_WORKER={run.FolderId}").ShouldBeEmpty();
        Processes.IsAlive(neighbour.Id).ShouldBeTrue();
        neighbour.Kill(entireProcessTree: true);
    }

    [Fact]
    public async Task a_killed_workers_next_life_ends_what_it_left_before_it_asks()
    {
        await using var manager = await FakeManager.StartAsync();
        var data = _folder.File("data");
        File.WriteAllText(data + ".join-secret", FakeManager.JoinSecret);
        using var first = Process.Start(
            "dotnet",
            [
                // Beside the tests the Worker's own packages lie in the shared framework of ASP.NET.
                "exec", "--runtimeconfig", Beside("Flamenco.Site.Tests.runtimeconfig.json"), "--depsfile", Beside("Flamenco.Site.Tests.deps.json"), Beside("Flamenco.Worker.dll"),
                "--manager", manager.Url, "--data", data, "--join-secret-file", data + ".join-secret", "--allow-root", .. Commands.ShellAllowed,
            ]);
        var task = manager.Assign(Commands.Shell("(setsid sleep 311 &); echo started; sleep 312"));
        await manager.ToldAsync($"log {task.Uuid}");
        first.Kill();
        await first.WaitForExitAsync();
        var left = $"FLAMENCO_ATTEMPT={task.Uuid}.1";
        Processes.WithEnvironment(left).Count.ShouldBeGreaterThanOrEqualTo(2);

        await using var second = await TestWorker.StartAsync(manager, data);
        await manager.ToldAsync(told => told.StartsWith("ask", StringComparison.Ordinal) && manager.Asks.Count == 2, "second life's ask");

        Processes.WithEnvironment(left).ShouldBeEmpty();
        manager.Asks[1].Attempts.ShouldBeEmpty();
        Directory.Exists(Path.Combine(data, "tmp")).ShouldBeFalse();
    }

    [Fact]
    public async Task its_temporary_folder_its_limits_and_its_command_line_are_as_promised()
    {
        using var run = new CommandRun(_folder, [.. Commands.ShellAllowed, "--set", "Processes:OpenFiles=77"]);

        await run.RunAsync(Commands.Shell("echo files=$(ulimit -n) core=$(ulimit -c) tmp=$TMPDIR pid=$$"));

        var pid = run.Outbox.Lines[0][..(run.Outbox.Lines[0].IndexOf('>') + 2)];
        run.Outbox.Lines[0].ShouldStartWith($"{pid}/bin/sh -c 'echo files=");
        run.Outbox.Lines[1].ShouldBe($"{pid}files=77 core=0 tmp={_folder.File($"data/tmp/{Markers.Of(run.Attempt)}")} pid={pid[4..^3]}");
    }

    [Fact]
    public async Task a_program_that_the_owner_has_not_listed_is_not_run()
    {
        using var run = new CommandRun(_folder);

        (await run.FailureAsync(Commands.Shell("true"))).ShouldContain("Executables:Exec");
    }

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static Process Start(string worker, string life, string script)
    {
        var start = new ProcessStartInfo("env");
        foreach (var argument in (string[])[worker, life, "sh", "-c", script + "; true"])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
