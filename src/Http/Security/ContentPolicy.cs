namespace Flamenco.Http.Security;

/// <summary>A page that needs a Content-Security-Policy of its own; say why where it is used.</summary>
public sealed record ContentPolicy(string Value);
