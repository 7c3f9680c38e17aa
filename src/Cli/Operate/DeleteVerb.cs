using System.CommandLine;
using Flamenco.Cli.Farm;
using Flamenco.Cli.Output;
using Flamenco.Cli.Verbs;
using Flamenco.Contracts.Server;

namespace Flamenco.Cli.Operate;

/// <summary><c>delete ID</c>: shows what goes and what stays, and asks.</summary>
internal static class DeleteVerb
{
    public static Command Create(Session session)
    {
        var id = CommonOptions.Id("ID", "The job's id.");
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask. Without a terminal to ask on, nothing is deleted unless you say this." };
        const string description = "Deletes a job with its tasks and logs, for ever, after showing what goes and what stays. What it rendered stays.";
        return Verb.Create("delete", description, session, [id, yes], async (parsed, farm, json, cancellation) =>
        {
            var job = FarmIds.OfJob(parsed.GetValue(id), "delete");
            var deletion = await farm.Server.DeletionAsync(job, cancellation);
            if (!parsed.GetValue(yes))
                await AskAsync(session, deletion, cancellation);

            await session.OnceAsync(key => DeleteAsync(farm, job, key, cancellation), cancellation);
            if (json)
                session.ShowJson(deletion);
            else
                await session.Out.WriteLineAsync(SafeText.Line($"Job {job} \"{deletion.Name}\" is deleted, with {Tasks(deletion)} and their logs."));
            return ExitCode.Done;
        });
    }

    private static async Task<bool> DeleteAsync(FarmClient farm, Guid job, string key, CancellationToken cancellation)
    {
        await farm.Server.DeleteAsync(job, key, cancellation);
        return true;
    }

    /// <exception cref="CliException">The answer is no, or there is nobody to ask.</exception>
    private static async Task AskAsync(Session session, JobDeletion deletion, CancellationToken cancellation)
    {
        session.Say($"Deleting job {deletion.Id} \"{SafeText.Line(deletion.Name)}\" removes, for ever:");
        foreach (var line in Goes(deletion))
            session.Say($"  {line}");
        session.Say("It leaves:");
        foreach (var line in deletion.Stays)
            session.Say($"  {line}");

        if (session.Answers is not { } answers)
            throw CliException.Refused("nothing was deleted: there is no terminal to ask on. Say --yes to delete it all the same.");

        session.Ask("Delete it? [y/N] ");

        // Apart, so that Ctrl-C does not wait for a line to end.
        var answer = await Task.Run(answers.ReadLine, CancellationToken.None).WaitAsync(cancellation);
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw CliException.Refused("nothing was deleted.");
    }

    private static IEnumerable<string> Goes(JobDeletion deletion)
    {
        yield return $"{Tasks(deletion)}, with the attempts at them and their logs";
        if (deletion.RunningTasks > 0)
            yield return $"what {(deletion.RunningTasks == 1 ? "one of them does" : $"{deletion.RunningTasks} of them do")} just now: it is stopped";
        if (deletion.StepsCompleted < deletion.StepsTotal)
            yield return $"the work that is left: {deletion.StepsTotal - deletion.StepsCompleted} of {deletion.StepsTotal} steps are not done";
        if (deletion.ShamanCheckout)
            yield return "its checkout in the site's file store";
    }

    private static string Tasks(JobDeletion deletion) => deletion.Tasks == 1 ? "its one task" : $"its {deletion.Tasks} tasks";
}
