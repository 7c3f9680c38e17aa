using System.CommandLine;
using Flamenco.Cli.Farm;
using Flamenco.Cli.Output;
using Flamenco.Cli.Verbs;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Operate;

/// <summary><c>pause</c>, <c>resume</c>, <c>cancel</c>, <c>requeue ID</c> and <c>priority ID N</c>.</summary>
internal static class OperationVerbs
{
    private const int HighestPriority = 100;

    private static readonly Dictionary<string, RequeueScope> Scopes =
        Enum.GetValues<RequeueScope>().ToDictionary(scope => scope.ToString().ToLowerInvariant());

    public static IEnumerable<Command> All(Session session) =>
    [
        OfJob(session, JobOperation.Pause, "Pauses a job: what runs goes on to its end, nothing more is started until it is resumed."),
        OfJob(session, JobOperation.Resume, "Lets a paused job go on."),
        Cancel(session),
        Requeue(session),
        Priority(session),
    ];

    private static Command OfJob(Session session, JobOperation operation, string description)
    {
        var name = operation.ToString().ToLowerInvariant();
        var id = CommonOptions.Id("ID", "The job's id.");
        var noWait = NoWait();
        return Verb.Create(name, description, session, [id, noWait], async (parsed, farm, json, cancellation) =>
        {
            var job = FarmIds.OfJob(parsed.GetValue(id), name);
            var accepted = await session.OnceAsync(key => farm.Server.OperateAsync(job, operation, key, cancellation), cancellation);
            return await EndAsync(session, farm, accepted, parsed.GetValue(noWait), json, cancellation);
        });
    }

    private static Command Cancel(Session session)
    {
        var id = CommonOptions.Id("ID", "A job's id, or that of one task.");
        var noWait = NoWait();
        return Verb.Create("cancel", "Cancels a job or one task: what runs of it is stopped.", session, [id, noWait], async (parsed, farm, json, cancellation) =>
        {
            var target = parsed.GetValue(id);
            if (FarmIds.IsTask(target))
                return await TaskAsync(session, farm, target, TaskOperation.Cancel, json, cancellation);

            var accepted = await session.OnceAsync(key => farm.Server.OperateAsync(target, JobOperation.Cancel, key, cancellation), cancellation);
            return await EndAsync(session, farm, accepted, parsed.GetValue(noWait), json, cancellation);
        });
    }

    private static Command Requeue(Session session)
    {
        var id = CommonOptions.Id("ID", "A job's id, or that of one task.");
        var what = new Option<RequeueScope?>("--what")
        {
            Description = "Which tasks of a job: all (completed and running ones too), unfinished (what is neither completed nor running), "
                + "failed (what failed, and what was canceled because of that). Default: all of a completed job, else unfinished.",
            HelpName = "all|unfinished|failed",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (Scopes.TryGetValue(text, out var scope))
                    return scope;
                result.AddError($"--what is \"{text}\"; it must be all, unfinished or failed.");
                return null;
            },
        };
        var noWait = NoWait();
        const string description =
            "Does a job or one task again. Frames that are there and whole are kept: delete those that are to be rendered anew.";
        return Verb.Create("requeue", description, session, [id, what, noWait], async (parsed, farm, json, cancellation) =>
        {
            var (target, scope) = (parsed.GetValue(id), parsed.GetValue(what));
            if (FarmIds.IsTask(target))
            {
                return scope is null
                    ? await TaskAsync(session, farm, target, TaskOperation.Requeue, json, cancellation)
                    : throw CliException.Refused($"--what chooses tasks of a job, and {target} is one task's id; leave it away.");
            }

            var accepted = await session.OnceAsync(key => farm.Server.RequeueAsync(target, scope, key, cancellation), cancellation);
            return await EndAsync(session, farm, accepted, parsed.GetValue(noWait), json, cancellation);
        });
    }

    private static Command Priority(Session session)
    {
        var id = CommonOptions.Id("ID", "The job's id.");
        var priority = new Argument<int>("N")
        {
            Description = $"0 to {HighestPriority}; higher first. A job is submitted with 50 unless it says otherwise.",
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens[0].Value, out var number) && number is >= 0 and <= HighestPriority)
                    return number;
                result.AddError($"a priority is a number from 0 to {HighestPriority}, not \"{result.Tokens[0].Value}\".");
                return default;
            },
        };
        const string description = "Gives a job another priority. What runs already goes on.";
        return Verb.Create("priority", description, session, [id, priority], async (parsed, farm, json, cancellation) =>
        {
            var job = FarmIds.OfJob(parsed.GetValue(id), "priority");
            var after = await session.OnceAsync(
                key => farm.Server.PrioritizeAsync(job, parsed.GetValue(priority), key, cancellation), cancellation);
            if (json)
                session.ShowJson(after);
            else
                await session.Out.WriteLineAsync(SafeText.Line($"Job {after.Id} \"{after.Name}\" has priority {after.Priority}."));
            return ExitCode.Done;
        });
    }

    private static Option<bool> NoWait() => new("--no-wait")
    {
        Description = "Return when the command is accepted; it is carried to the job's tasks all the same.",
    };

    private static async Task<int> EndAsync(
        Session session, FarmClient farm, Job job, bool noWait, bool json, CancellationToken cancellation)
    {
        if (!noWait)
            job = await new SweepWait(farm.Server, session).RunAsync(job, cancellation);
        if (json)
            session.ShowJson(job);
        else
            await session.Out.WriteLineAsync(SafeText.Line(SweepWords.State(job)));
        return ExitCode.Done;
    }

    private static async Task<int> TaskAsync(
        Session session, FarmClient farm, Guid id, TaskOperation operation, bool json, CancellationToken cancellation)
    {
        var task = await session.OnceAsync(key => farm.Server.OperateAsync(id, operation, key, cancellation), cancellation);
        if (json)
            session.ShowJson(task);
        else
            await session.Out.WriteLineAsync(SafeText.Line($"Task {task.Id} \"{task.Name}\" is {task.Status}."));
        return ExitCode.Done;
    }
}
