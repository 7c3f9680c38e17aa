using System.Text;
using System.Text.Json;
using Flamenco.Domain.Tasks;

namespace Flamenco.Storage.Tasks;

/// <summary>A task's commands as the JSON array that is stored and handed out.</summary>
internal static class CommandJson
{
    public static string Of(IEnumerable<TaskCommand> commands)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
            Write(json, commands);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    public static void Write(Utf8JsonWriter json, IEnumerable<TaskCommand> commands)
    {
        json.WriteStartArray();
        foreach (var command in commands)
        {
            json.WriteStartObject();
            json.WriteString("name", command.Name);
            json.WritePropertyName("parameters");
            command.Parameters.WriteTo(json);
            json.WriteNumber("total_step_count", command.TotalStepCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
