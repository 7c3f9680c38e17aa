using System.Net;

namespace Flamenco.Contracts.Http;

/// <summary>An API answered 5xx or something that is not what the contract says.</summary>
public sealed class BrokenAnswerException(Uri address, HttpStatusCode status, string reason) : Exception(reason)
{
    public Uri Address { get; } = address;

    public HttpStatusCode Status { get; } = status;

    /// <summary>502, 503 and 504: the API itself, or what stands before it, says that it may get better.</summary>
    public bool MayPass => Status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
