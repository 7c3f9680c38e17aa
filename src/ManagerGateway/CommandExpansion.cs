using System.Text.Json;
using System.Text.Json.Nodes;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Variables;

namespace Flamenco.ManagerGateway;

/// <summary>Puts the site's values in the place of variables: in texts, and in texts directly inside lists.</summary>
internal static class CommandExpansion
{
    public static Command Expand(Command command, SiteVariables variables, string platform)
    {
        if (command.Parameters.ValueKind is not JsonValueKind.Object || JsonObject.Create(command.Parameters) is not { } parameters)
            return command;

        foreach (var (name, value) in parameters.ToList())
        {
            if (value is JsonArray list)
            {
                for (var index = 0; index < list.Count; index++)
                {
                    if (Text(list[index]) is { } item)
                        list[index] = variables.Expand(item, platform);
                }
            }
            else if (Text(value) is { } text)
            {
                parameters[name] = variables.Expand(text, platform);
            }
        }

        using var expanded = JsonDocument.Parse(parameters.ToJsonString());
        return command with { Parameters = expanded.RootElement.Clone() };
    }

    private static string? Text(JsonNode? node) => node?.GetValueKind() is JsonValueKind.String ? node.GetValue<string>() : null;
}
