using Flamenco.Cli.Output;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Spectre.Console;

namespace Flamenco.Cli.Verbs;

/// <summary><c>tasks JOB</c> and <c>task ID</c>.</summary>
internal static class TaskVerbs
{
    public static Command List(Session session)
    {
        var id = CommonOptions.Id("JOB", "The job's id.");
        return Verb.Create("tasks", "Lists the tasks of a job.", session, [id], async (parsed, farm, json, cancellation) =>
        {
            var tasks = new List<TaskSummary>();
            await foreach (var task in farm.Server.AllTasksAsync(parsed.GetValue(id), cancellation))
                tasks.Add(task);

            if (json)
                session.ShowJson(new TaskPage { Tasks = tasks });
            else
                ShowList(session, tasks);
            return ExitCode.Done;
        });
    }

    public static Command One(Session session)
    {
        var id = CommonOptions.Id("ID", "The task's id.");
        return Verb.Create("task", "Shows one task: its commands and who tried it.", session, [id], async (parsed, farm, json, cancellation) =>
        {
            var task = await farm.Server.TaskAsync(parsed.GetValue(id), cancellation);
            if (json)
                session.ShowJson(task);
            else
                Show(session, task);
            return ExitCode.Done;
        });
    }

    private static void ShowList(Session session, List<TaskSummary> tasks)
    {
        var now = session.Time.GetUtcNow();
        session.ShowList(
            ["ID", "NAME", "STATUS", "STEPS", "WORKER", "CHANGED", "ACTIVITY"],
            tasks.Select(task => (string[])
            [
                task.Id.ToString(), task.Name, task.Status, Steps(task.StepsCompleted, task.StepsTotal),
                task.Worker?.Name ?? "-", Ago.Text(task.Updated, now), task.Activity ?? "",
            ]),
            "The job has no tasks.");
    }

    private static void Show(Session session, RenderTask task)
    {
        var now = session.Time.GetUtcNow();
        session.ShowFacts(
        [
            ("Task", task.Id.ToString()),
            ("Job", task.JobId.ToString()),
            ("Name", task.Name),
            ("Type", task.TaskType),
            ("Status", task.Status),
            ("Activity", task.Activity),
            ("Steps", Steps(task.StepsCompleted, task.StepsTotal)),
            ("Priority", task.Priority.ToString()),
            ("Worker", task.Worker?.Name),
            ("Failed by", string.Join(", ", (task.FailedByWorkers ?? []).Select(worker => worker.Name))),
            ("Changed", Ago.Text(task.Updated, now)),
            .. task.Commands.Select(command => ("Command", (string?)$"{command.Name} {command.Parameters.GetRawText()}")),
        ]);
        session.Screen.WriteLine();
        session.ShowList(
            ["ATTEMPT", "WORKER", "OUTCOME", "ASSIGNED", "TOOK", "REASON"],
            (task.Attempts ?? []).Select(attempt => (string[])
            [
                attempt.Attempt.ToString(), attempt.Worker.ToString(), attempt.Outcome, Ago.Text(attempt.Assigned, now),
                Ago.Span((attempt.Ended ?? now) - attempt.Assigned), attempt.Reason ?? "",
            ]),
            "No Worker has tried it yet.");
    }

    private static string Steps(int completed, int total) => total > 0 ? $"{completed}/{total}" : "-";
}
