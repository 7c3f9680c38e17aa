using System.CommandLine;
using System.Text;
using Flamenco.Cli.Farm;
using Flamenco.Cli.Output;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Verbs;

/// <summary><c>logs TASK [--follow]</c>.</summary>
internal static class LogsVerb
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static Command Create(Session session)
    {
        var id = CommonOptions.Id("TASK", "The task's id.");
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the task ends." };
        return Verb.Create("logs", "Shows what a task's programs have written.", session, [id, follow], async (parsed, farm, json, cancellation) =>
        {
            if (json && parsed.GetValue(follow))
                throw CliException.Refused("--json shows a log as it is now; leave --follow away.");

            var task = await farm.Server.TaskAsync(parsed.GetValue(id), cancellation);
            var manager = await farm.ManagerOfAsync(task, cancellation);
            if (json)
                await ShowJsonAsync(session, task, manager, cancellation);
            else if (parsed.GetValue(follow))
                await FollowAsync(session, farm, task, manager, cancellation);
            else if (await new LogReader(manager, task.Id).ReadAsync(session.Out, cancellation) == 0)
                session.Say("The task has no log yet.");
            return ExitCode.Done;
        });
    }

    private static async Task FollowAsync(Session session, FarmClient farm, RenderTask task, ManagerApi manager, CancellationToken cancellation)
    {
        var reader = new LogReader(manager, task.Id);
        while (true)
        {
            // Asked before reading: what was written before the end is read after it.
            var ended = HasEnded(await farm.Server.TaskAsync(task.Id, cancellation));
            var read = await reader.ReadAsync(session.Out, cancellation);
            if (ended && read == 0)
                return;
            if (read == 0)
                await Task.Delay(Pause, session.Time, cancellation);
        }
    }

    private static async Task ShowJsonAsync(Session session, RenderTask task, ManagerApi manager, CancellationToken cancellation)
    {
        var log = await manager.TaskLogAsync(task.Id, cancellation);
        var bytes = log is null ? [] : await manager.LogBytesAsync(log, from: 0, cancellation);
        session.ShowJson(new TaskLogText { TaskId = task.Id, JobId = task.JobId, Size = bytes.Length, Text = Encoding.UTF8.GetString(bytes) }, CliJson.Default.TaskLogText);
    }

    private static bool HasEnded(RenderTask task) => task.Status is "completed" or "failed" or "canceled";
}
