using Flamenco.Domain.Variables;
using Flamenco.Http.Hosting;

namespace Flamenco.ManagerGateway;

/// <summary>What a site configures for its artists and Workers.</summary>
/// <param name="Name">The Manager's name for artists.</param>
/// <param name="SharedStorage">Folder that artists and Workers share.</param>
/// <param name="Variables">What stands for <c>{blender}</c> and the like.</param>
internal sealed record SiteSettings(string Name, string SharedStorage, SiteVariables Variables)
{
    public static SiteSettings Of(IConfiguration configuration, string data)
    {
        var variables = configuration.GetSection("Variables").GetChildren().ToDictionary(
            variable => variable.Key,
            variable => (IReadOnlyDictionary<string, string>)variable.GetChildren().ToDictionary(value => value.Key, value => value.Value ?? ""));
        var shared = Path.GetFullPath(configuration["SharedStorage"] ?? Path.Combine(data, "shared"));
        CreateFolder(shared);
        return new SiteSettings(
            configuration["Name"] ?? "Flamenco", shared, SiteVariables.Default.OverlaidBy(new SiteVariables(Checked(variables))));
    }

    private static void CreateFolder(string shared)
    {
        try
        {
            Directory.CreateDirectory(shared);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedToStartException($"SharedStorage can not be made: {exception.Message} Choose another folder (--shared-storage).");
        }
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Checked(
        Dictionary<string, IReadOnlyDictionary<string, string>> variables)
    {
        foreach (var (name, values) in variables)
        {
            if (values.Count == 0)
                throw new RefusedToStartException($"Variables:{name} has no values; write for example \"{name}\": {{ \"linux\": \"…\", \"all\": \"…\" }}.");
        }

        return variables;
    }
}
