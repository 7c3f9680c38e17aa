using System.CommandLine;
using System.Text.Json;
using Flamenco.Cli.Operate;
using Flamenco.Cli.Output;
using Flamenco.Cli.Watch;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Spectre.Console;

namespace Flamenco.Cli.Verbs;

/// <summary><c>jobs</c> and <c>job ID</c>.</summary>
internal static class JobVerbs
{
    public static Command List(Session session)
    {
        var limit = CommonOptions.Limit();
        return Verb.Create("jobs", "Lists jobs, the newest first.", session, [limit], async (parsed, farm, json, cancellation) =>
        {
            var page = await farm.Server.JobsAsync(parsed.GetValue(limit), cancellation: cancellation);
            if (json)
                session.ShowJson(page);
            else
                ShowList(session, page);
            return ExitCode.Done;
        });
    }

    public static Command One(Session session)
    {
        var id = CommonOptions.Id("ID", "The job's id.");
        var watch = new Option<bool>("--watch") { Description = "Show its progress until it ends. Exit code: 0 completed, 1 failed, 3 canceled." };
        return Verb.Create("job", "Shows one job and what has happened to it.", session, [id, watch], async (parsed, farm, json, cancellation) =>
        {
            var job = await farm.Server.JobAsync(parsed.GetValue(id), cancellation);
            if (parsed.GetValue(watch))
                return await new JobWatch(farm.Server, session, json).RunAsync(job, cancellation);

            if (json)
                session.ShowJson(job);
            else
                Show(session, job, await farm.Server.OperationLogAsync(job.Id, cancellation: cancellation));
            return ExitCode.Done;
        });
    }

    private static void ShowList(Session session, JobPage page)
    {
        var now = session.Time.GetUtcNow();
        session.ShowList(
            ["ID", "NAME", "STATUS", "DONE", "PRIORITY", "SUBMITTED"],
            page.Jobs.Select(job => (string[])[job.Id.ToString(), job.Name, job.Status, Done(job), job.Priority.ToString(), Ago.Text(job.Created, now)]),
            "There are no jobs yet; `flamenco submit FILE.blend` makes one.");
        if (page.Next is not null)
            session.Say("There are more; --limit N shows them.");
    }

    private static void Show(Session session, Job job, OperationLogPage log)
    {
        var now = session.Time.GetUtcNow();
        session.ShowFacts(
        [
            ("Job", job.Id.ToString()),
            ("Name", job.Name),
            ("Type", job.Type),
            ("Status", job.Status),
            ("Under way", SweepWords.UnderWay(job)),
            ("Activity", job.Activity),
            ("Done", Done(job)),
            ("Tasks", Counts(job)),
            ("Priority", job.Priority.ToString()),
            ("Submitted", $"{Ago.Text(job.Created, now)}{(job.SubmittedBy is { } who ? $" by {who}" : "")}"),
            ("Changed", Ago.Text(job.Updated, now)),
            .. (job.Settings ?? new Dictionary<string, JsonElement>()).Select(setting => ($"  {SafeText.Line(setting.Key)}", (string?)setting.Value.ToString())),
        ]);
        session.Screen.WriteLine();
        session.ShowList(
            ["WHEN", "WHO", "WHAT", "DETAIL"],
            log.Entries.Select(entry => (string[])[Ago.Text(entry.At, now), entry.Who, entry.What, entry.Detail]),
            "Nothing has happened to it yet.");
    }

    private static string Done(Job job)
    {
        var progress = JobProgress.Of(job);
        return progress.Total > 0 ? $"{progress.Done}/{progress.Total} {progress.Unit}"
            : job.StepsTotal > 0 ? $"{job.StepsCompleted}/{job.StepsTotal} steps"
            : "-";
    }

    private static string? Counts(Job job) =>
        job.TaskCounts is { } counts ? string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}")) : null;
}
