using System.Text.Json;
using System.Text.Json.Nodes;
using Flamenco.Domain.Tasks;

namespace Flamenco.JobTypes;

/// <summary>Commands from their parameters.</summary>
internal static class Parameters
{
    public static TaskCommand Command(string name, JsonObject parameters, int steps = 0) =>
        new(name, JsonSerializer.SerializeToElement(parameters), steps);

    public static JsonArray List(params ReadOnlySpan<JsonNode> items) => new(items);
}
