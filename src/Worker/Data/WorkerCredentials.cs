namespace Flamenco.Worker.Data;

/// <summary>By which a Manager knows this Worker.</summary>
/// <param name="Uuid">Given by the Manager.</param>
/// <param name="Secret">Chosen by the Worker.</param>
internal sealed record WorkerCredentials(Guid Uuid, string Secret);
