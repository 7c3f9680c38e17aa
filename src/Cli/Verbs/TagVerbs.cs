using System.CommandLine;
using Flamenco.Cli.Farm;
using Flamenco.Cli.Output;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Verbs;

/// <summary><c>tags</c> and <c>tag WORKER [NAME…]</c>.</summary>
internal static class TagVerbs
{
    public static Command List(Session session)
    {
        var delete = new Option<string?>("--delete")
        {
            Description = "Remove this tag: no Worker has it any more, and jobs that had it are for all Workers.",
            HelpName = "NAME",
        };
        return Verb.Create("tags", "Lists the Worker tags: a job with one is only for Workers that have it.", session, [delete], async (parsed, farm, json, cancellation) =>
        {
            if (parsed.GetValue(delete) is { } name)
                await farm.Server.DeleteTagAsync((await TagNames.FindAsync(farm, name, site: null, cancellation)).Id, cancellation);

            var (tags, workers) = (await farm.Server.TagsAsync(cancellation), await farm.Server.WorkersAsync(cancellation: cancellation));
            if (json)
                session.ShowJson(tags);
            else
                ShowList(session, tags, workers);
            return ExitCode.Done;
        });
    }

    public static Command Worker(Session session)
    {
        var id = CommonOptions.Id("WORKER", "The Worker's id.");
        var names = new Argument<string[]>("NAME")
        {
            Description = "All tags that it is to have; one that its site does not have yet is made. None: it has no tag any more.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        return Verb.Create("tag", "Says which tags a Worker has.", session, [id, names], async (parsed, farm, json, cancellation) =>
        {
            var worker = await farm.Server.WorkerAsync(parsed.GetValue(id), cancellation);
            var tags = new List<Tag>();
            foreach (var name in (parsed.GetValue(names) ?? []).Distinct())
                tags.Add(await TagNames.FindOrMakeAsync(farm, session, name, worker.Manager, cancellation));

            await farm.Server.TagWorkerAsync(worker.Id, new WorkerTagChange { TagIds = [.. tags.Select(tag => tag.Id)] }, cancellation);
            if (json)
                session.ShowJson(await farm.Server.WorkerAsync(worker.Id, cancellation));
            else
                await session.Out.WriteLineAsync(SafeText.Line(Words(worker, tags)));
            return ExitCode.Done;
        });
    }

    private static string Words(Contracts.Server.Worker worker, List<Tag> tags) => tags.Count == 0
        ? $"Worker {worker.Name} has no tag."
        : $"Worker {worker.Name} has {string.Join(", ", tags.Select(tag => tag.Name))}.";

    private static void ShowList(Session session, TagPage tags, WorkerPage workers) => session.ShowList(
        ["ID", "NAME", "WORKERS", "DESCRIPTION"],
        tags.Tags.Select(tag => (string[])
        [
            tag.Id.ToString(), tag.Name,
            string.Join(", ", workers.Workers.Where(worker => worker.Tags?.Contains(tag.Id) == true).Select(worker => worker.Name)),
            tag.Description,
        ]),
        "There are no Worker tags yet; `flamenco tag WORKER NAME` makes one.");
}
