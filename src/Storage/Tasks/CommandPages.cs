using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Tasks;

namespace Flamenco.Storage.Tasks;

/// <summary>The commands of many tasks in one compressed page: they are much alike, and few of them are read at a time.</summary>
internal static class CommandPages
{
    public const int TasksAPage = 256;

    public static long PageOf(uint number) => (number - 1) / TasksAPage;

    /// <summary>The pages of a job.</summary>
    public static IEnumerable<(long Page, byte[] Bytes)> Write(IEnumerable<CompiledTask> tasks) => tasks
        .GroupBy(task => PageOf(task.Number))
        .Select(page => (page.Key, Compress(page)));

    private static byte[] Compress(IEnumerable<CompiledTask> tasks)
    {
        var page = new MemoryStream();
        using (var brotli = new BrotliStream(page, CompressionLevel.Fastest))
        using (var json = new Utf8JsonWriter(brotli))
        {
            json.WriteStartObject();
            foreach (var task in tasks)
            {
                json.WriteStartArray(Key(task.Number));
                foreach (var command in task.Commands)
                    Write(json, command);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return page.ToArray();
    }

    private static void Write(Utf8JsonWriter json, TaskCommand command)
    {
        json.WriteStartObject();
        json.WriteString("name", command.Name);
        json.WritePropertyName("parameters");
        command.Parameters.WriteTo(json);
        json.WriteNumber("total_step_count", command.TotalStepCount);
        json.WriteEndObject();
    }

    private static string Key(uint number) => new StringBuilder().Append(number).ToString();
}
