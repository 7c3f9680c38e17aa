namespace Flamenco.Contracts.Http;

/// <summary>No answer came: whether the request had an effect is unknown. May be asked again where that is safe.</summary>
public sealed class UnreachableException(Uri address, Exception cause) : Exception(cause.GetBaseException().Message, cause)
{
    public Uri Address { get; } = address;
}
