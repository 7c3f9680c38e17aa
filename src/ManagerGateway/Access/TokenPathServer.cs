using Flamenco.Http.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Flamenco.ManagerGateway.Access;

/// <summary>
/// Takes the token out of addresses like <c>/as/TOKEN/api/v3/…</c> and <c>/join/SECRET/api/v3/…</c>, before anything else
/// sees the request: the framework's own request log and traces would name the path before any middleware runs.
/// </summary>
internal sealed class TokenPathServer(IServer inner) : IServer
{
    public IFeatureCollection Features => inner.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull => inner.StartAsync(new TokenPathApplication<TContext>(application), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => inner.StopAsync(cancellationToken);

    public void Dispose() => inner.Dispose();

    private sealed class TokenPathApplication<TContext>(IHttpApplication<TContext> application) : IHttpApplication<TContext>
        where TContext : notnull
    {
        public TContext CreateContext(IFeatureCollection contextFeatures)
        {
            if (contextFeatures.Get<IHttpRequestFeature>() is { } request && TokenPath.Split(request.Path) is var (token, rest))
            {
                request.Path = rest;
                request.RawTarget = rest + request.QueryString;
                contextFeatures.Set(new PathToken(token));
            }

            return application.CreateContext(contextFeatures);
        }

        public Task ProcessRequestAsync(TContext context) => application.ProcessRequestAsync(context);

        public void DisposeContext(TContext context, Exception? exception) => application.DisposeContext(context, exception);
    }
}

/// <summary>Addresses that carry a token.</summary>
internal static class TokenPath
{
    private static readonly string[] Kinds = ["/as/", "/join/"];

    /// <summary>The parts of such a path; null if it is none.</summary>
    public static (string Token, string Path)? Split(string path)
    {
        var kind = Array.Find(Kinds, kind => path.StartsWith(kind, StringComparison.Ordinal));
        if (kind is null)
            return null;

        var end = path.IndexOf('/', kind.Length);
        var token = end < 0 ? path[kind.Length..] : path[kind.Length..end];
        return (token, end < 0 ? "/" : path[end..]);
    }
}
