using System.Net;
using Flamenco.Contracts.Http;
using Flamenco.Contracts.Server;

namespace Flamenco.Cli.Farm;

/// <summary>People say a tag's name, or its id; the farm wants the id.</summary>
internal static class TagNames
{
    /// <param name="farm">Where to look.</param>
    /// <param name="name">A tag's name or id.</param>
    /// <param name="site">The Manager of the site; null: any.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CliException">There is none, or several sites have one.</exception>
    public static async Task<Tag> FindAsync(FarmClient farm, string name, Guid? site, CancellationToken cancellation)
    {
        var all = (await farm.Server.TagsAsync(cancellation)).Tags.Where(tag => site is null || tag.Manager == site).ToList();
        var found = all.Where(tag => tag.Name == name || tag.Id.ToString() == name).ToList();
        return found switch
        {
            [var tag] => tag,
            [] => throw CliException.Refused(all.Count == 0
                ? $"there is no Worker tag \"{name}\", nor any other; `flamenco tag WORKER {name}` makes it."
                : $"there is no Worker tag \"{name}\"; there are {string.Join(", ", all.Select(tag => tag.Name).Distinct())}."),
            _ => throw CliException.Refused($"several sites have a tag \"{name}\"; give the id instead: {string.Join(", ", found.Select(tag => tag.Id))}."),
        };
    }

    /// <summary>The tag of this name at a site; it is made if there is none yet.</summary>
    public static async Task<Tag> FindOrMakeAsync(FarmClient farm, Session session, string name, Guid site, CancellationToken cancellation)
    {
        if ((await farm.Server.TagsAsync(cancellation)).Tags.FirstOrDefault(tag => tag.Manager == site && (tag.Name == name || tag.Id.ToString() == name)) is { } known)
            return known;

        try
        {
            var made = await farm.Server.CreateTagAsync(new NewTag { Name = name, Manager = site }, cancellation);
            session.Say($"The tag {name} is new.");
            return made;
        }
        catch (RefusedException refused) when (refused.Status == HttpStatusCode.Conflict)
        {
            // Somebody else was faster.
            return await FindAsync(farm, name, site, cancellation);
        }
    }
}
