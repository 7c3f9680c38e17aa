using System.Net;

namespace Flamenco.Contracts.Http;

/// <summary>An API answered 4xx: it understood and says no. Asking the same again gets the same answer.</summary>
public sealed class RefusedException(Uri address, HttpStatusCode status, Problem problem) : Exception(problem.Shown)
{
    public Uri Address { get; } = address;

    public HttpStatusCode Status { get; } = status;

    public Problem Problem { get; } = problem;
}
