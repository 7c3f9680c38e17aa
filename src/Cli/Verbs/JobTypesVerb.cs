using Flamenco.Cli.Output;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Verbs;

/// <summary><c>job-types</c>.</summary>
internal static class JobTypesVerb
{
    public static Command Create(Session session) =>
        Verb.Create("job-types", "Lists the job types and their settings.", session, [], async (_, farm, json, cancellation) =>
        {
            var types = await farm.Server.JobTypesAsync(cancellation);
            if (json)
                session.ShowJson(types);
            else
                Show(session, types);
            return ExitCode.Done;
        });

    private static void Show(Session session, AvailableJobTypes types) => session.ShowList(
        ["TYPE", "SETTING", "KIND", "NEEDED", "DEFAULT", "WHAT IT IS"],
        types.JobTypes.SelectMany(type => type.Settings.Select(setting => (string[])
        [
            type.Name, setting.Key, setting.Type, setting.Required == true ? "yes" : "",
            setting.Default?.ToString() ?? "", setting.Description ?? setting.Label ?? "",
        ])),
        "The farm has no job types.");
}
