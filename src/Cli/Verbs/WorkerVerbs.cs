using Flamenco.Cli.Output;

namespace Flamenco.Cli.Verbs;

/// <summary><c>workers</c> and <c>worker ID</c>.</summary>
internal static class WorkerVerbs
{
    public static Command List(Session session)
    {
        var limit = CommonOptions.Limit();
        return Verb.Create("workers", "Lists the Workers.", session, [limit], async (parsed, farm, json, cancellation) =>
        {
            var page = await farm.Server.WorkersAsync(parsed.GetValue(limit), cancellation: cancellation);
            if (json)
            {
                session.ShowJson(page);
                return ExitCode.Done;
            }

            var now = session.Time.GetUtcNow();
            session.ShowList(
                ["ID", "NAME", "STATUS", "TASKS", "PLATFORM", "VERSION", "SEEN"],
                page.Workers.Select(worker => (string[])
                [
                    worker.Id.ToString(), worker.Name, worker.Status, (worker.Attempts?.Count ?? 0).ToString(),
                    worker.Platform, worker.Version, Ago.Text(worker.LastSeen, now),
                ]),
                "No Worker has registered yet.");
            if (page.Next is not null)
                session.Say("There are more; --limit N shows them.");
            return ExitCode.Done;
        });
    }

    public static Command One(Session session)
    {
        var id = CommonOptions.Id("ID", "The Worker's id.");
        return Verb.Create("worker", "Shows one Worker and what it does.", session, [id], async (parsed, farm, json, cancellation) =>
        {
            var worker = await farm.Server.WorkerAsync(parsed.GetValue(id), cancellation);
            if (json)
                session.ShowJson(worker);
            else
                Show(session, worker);
            return ExitCode.Done;
        });
    }

    private static void Show(Session session, Contracts.Server.Worker worker)
    {
        var now = session.Time.GetUtcNow();
        session.ShowFacts(
        [
            ("Worker", worker.Id.ToString()),
            ("Name", worker.Name),
            ("Status", worker.Status),
            ("Manager", worker.Manager.ToString()),
            ("Platform", worker.Platform),
            ("Address", worker.Address),
            ("Version", worker.Version),
            ("Task types", string.Join(", ", worker.SupportedTaskTypes)),
            ("Registered", Ago.Text(worker.Registered, now)),
            ("Seen", Ago.Text(worker.LastSeen, now)),
            .. (worker.Attempts ?? []).Select(held => ("Works on", (string?)$"task {held.Task}, attempt {held.Attempt}")),
        ]);
    }
}
