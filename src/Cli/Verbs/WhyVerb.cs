using System.Net;
using Flamenco.Cli.Farm;
using Flamenco.Cli.Operate;
using Flamenco.Cli.Output;
using Flamenco.Contracts.Http;
using Flamenco.Contracts.Server;

namespace Flamenco.Cli.Verbs;

/// <summary><c>why ID</c>.</summary>
internal static class WhyVerb
{
    public static Command Create(Session session)
    {
        var id = CommonOptions.Id("ID", "The id of a job, a task or a Worker.");
        return Verb.Create("why", "Says why a job, a task or a Worker does what it does, or nothing.", session, [id], async (parsed, farm, json, cancellation) =>
        {
            var asked = parsed.GetValue(id);
            var (kind, why) = await AskAsync(farm, asked, cancellation);
            if (json)
                session.ShowJson(why);
            else
                await session.Out.WriteLineAsync(SafeText.Line($"{kind} {asked}: {why.Words}."));
            return ExitCode.Done;
        });
    }

    /// <summary>An id mostly shows what it is of; a Worker's is random and may look like any other.</summary>
    private static async Task<(WhyKind Kind, Why Why)> AskAsync(FarmClient farm, Guid id, CancellationToken cancellation)
    {
        var likely = FarmIds.IsTask(id) ? WhyKind.Task : WhyKind.Job;
        try
        {
            return (likely, await farm.Server.WhyAsync(likely, id, cancellation));
        }
        catch (RefusedException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            // Then it is a Worker's, or nobody's.
        }

        try
        {
            return (WhyKind.Worker, await farm.Server.WhyAsync(WhyKind.Worker, id, cancellation));
        }
        catch (RefusedException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            throw CliException.Refused($"there is no job, no task and no Worker {id}; `flamenco jobs`, `tasks` and `workers` list them.");
        }
    }
}
