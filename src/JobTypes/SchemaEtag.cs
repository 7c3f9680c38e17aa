using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Flamenco.Domain.Compiling;

namespace Flamenco.JobTypes;

/// <summary>
/// A job type's etag: a digest of what people see of it (label, description, settings), so that a form filled in before
/// a change is noticed. What the type does with the settings is not in it.
/// </summary>
internal static class SchemaEtag
{
    /// <summary>The schema with its etag filled in.</summary>
    public static JobTypeSchema Sealed(JobTypeSchema schema) => schema with { Etag = Of(schema) };

    private static string Of(JobTypeSchema schema)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
            Write(json, schema);
        return Digest(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JobTypeSchema schema)
    {
        json.WriteStartObject();
        json.WriteString("label", schema.Label);
        json.WriteString("description", schema.Description);
        json.WriteStartArray("settings");
        foreach (var setting in schema.Settings)
            Write(json, setting);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SettingSchema setting)
    {
        json.WriteStartObject();
        json.WriteString("key", setting.Key);
        json.WriteString("kind", setting.Kind.ToString());
        json.WriteBoolean("required", setting.Required);
        json.WriteString("subtype", setting.Subtype);
        json.WriteStartArray("choices");
        foreach (var choice in setting.Choices)
            json.WriteStringValue(choice);
        json.WriteEndArray();
        json.WriteString("label", setting.Label);
        json.WriteString("description", setting.Description);
        if (setting.Default is { } standard)
        {
            json.WritePropertyName("default");
            standard.WriteTo(json);
        }

        json.WriteString("eval", setting.Eval);
        json.WriteString("evalDescription", setting.EvalDescription);
        json.WriteString("visible", setting.Visible);
        json.WriteBoolean("editable", setting.Editable);
        Write(json, "min", setting.Min);
        Write(json, "max", setting.Max);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

#pragma warning disable CA5350 // The form of an etag that Flamenco 3 clients know; it protects nothing.
    private static string Digest(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA1.HashData(json));
#pragma warning restore CA5350
}
