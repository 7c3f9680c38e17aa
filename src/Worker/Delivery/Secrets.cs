using System.Collections.Concurrent;

namespace Flamenco.Worker.Delivery;

/// <summary>Texts that must not stand in any log, whatever a program prints.</summary>
internal sealed class Secrets
{
    private const int ShortestInUrl = 16;
    private readonly ConcurrentBag<string> _secrets;

    /// <summary>Begins with those that the Manager's URL holds in its path.</summary>
    public Secrets(Uri manager) => _secrets = [.. manager.Segments.Select(segment => segment.Trim('/')).Where(segment => segment.Length >= ShortestInUrl)];

    public void Add(string secret)
    {
        if (secret.Length > 0)
            _secrets.Add(secret);
    }

    public string Hide(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }
}
