using Flamenco.Cli.Output;
using Flamenco.Contracts.Server;

namespace Flamenco.Cli.Verbs;

/// <summary><c>cancel</c>, <c>pause</c>, <c>resume</c> and <c>requeue ID</c>.</summary>
internal static class JobOperationVerbs
{
    public static IEnumerable<Command> All(Session session) =>
    [
        Create(session, JobOperation.Cancel, "Cancels a job: what runs of it is stopped."),
        Create(session, JobOperation.Pause, "Pauses a job: no more of it is started until it is resumed."),
        Create(session, JobOperation.Resume, "Lets a paused job go on."),
        Create(session, JobOperation.Requeue, "Does a job again; frames that are there and whole are kept."),
    ];

    private static Command Create(Session session, JobOperation operation, string description)
    {
        var id = CommonOptions.Id("ID", "The job's id.");
        return Verb.Create(operation.ToString().ToLowerInvariant(), description, session, [id], async (parsed, farm, json, cancellation) =>
        {
            await farm.Server.OperateAsync(parsed.GetValue(id), operation, cancellation);
            var job = await farm.Server.JobAsync(parsed.GetValue(id), cancellation);
            if (json)
                session.ShowJson(job);
            else
                await session.Out.WriteLineAsync(SafeText.Line($"Job {job.Id} \"{job.Name}\" is {job.Status}."));
            return ExitCode.Done;
        });
    }
}
