using System.Text.Json.Serialization;
using Flamenco.Cli.Verbs;

namespace Flamenco.Cli.Output;

/// <summary>What the CLI prints as JSON that is on neither API.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(AppliedSchema))]
[JsonSerializable(typeof(TaskLogText))]
internal sealed partial class CliJson : JsonSerializerContext;
