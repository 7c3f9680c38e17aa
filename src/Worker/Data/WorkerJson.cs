using System.Text.Json.Serialization;

namespace Flamenco.Worker.Data;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(WorkerCredentials))]
internal sealed partial class WorkerJson : JsonSerializerContext;
