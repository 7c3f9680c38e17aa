namespace Flamenco.Domain.Frames;

/// <summary>A text is no frame range, or a chunk size no chunk size. The message is for the artist.</summary>
public sealed class FrameRangeException(string message) : Exception(message);
