using Flamenco.Cli.Output;

namespace Flamenco.Cli.Verbs;

/// <summary><c>managers</c>.</summary>
internal static class ManagersVerb
{
    public static Command Create(Session session)
    {
        var limit = CommonOptions.Limit();
        return Verb.Create("managers", "Lists the Managers, one for each studio site.", session, [limit], async (parsed, farm, json, cancellation) =>
        {
            var page = await farm.Server.ManagersAsync(parsed.GetValue(limit), cancellation: cancellation);
            if (json)
            {
                session.ShowJson(page);
                return ExitCode.Done;
            }

            var now = session.Time.GetUtcNow();
            session.ShowList(
                ["ID", "NAME", "URL", "WORKERS", "OPEN JOBS", "VERSION", "SEEN"],
                page.Managers.Select(manager => (string[])
                [
                    manager.Id.ToString(), manager.Name, manager.Url ?? "-", manager.Workers.ToString(),
                    manager.OpenJobs?.ToString() ?? "-", manager.Version ?? "-", Ago.Text(manager.LastSeen, now),
                ]),
                "No Manager has announced itself yet.");
            return ExitCode.Done;
        });
    }
}
