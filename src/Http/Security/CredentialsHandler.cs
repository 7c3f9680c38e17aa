using System.Security.Claims;
using System.Text.Encodings.Web;
using Flamenco.Http.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Flamenco.Http.Security;

/// <summary>Turns credentials into a principal by asking an <see cref="ICredentialsVerifier"/>. Says 401 and 403 as problem documents.</summary>
public sealed class CredentialsHandler(
    IOptionsMonitor<CredentialsOptions> options, ILoggerFactory logger, UrlEncoder encoder, ICredentialsVerifier verifier)
    : AuthenticationHandler<CredentialsOptions>(options, logger, encoder)
{
    public const string SchemeName = "flamenco";

    // Two headers, not one list: browsers look for Basic at the beginning.
    private static readonly StringValues Challenges = new(
        ["Bearer", "Basic realm=\"Flamenco: any name, your token as the password\", charset=\"UTF-8\""]);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // What is for everybody asks nothing of a database that may be away.
        if (IsForEverybody(Context.GetEndpoint()) || Credentials.Of(Request) is not { } credentials)
            return AuthenticateResult.NoResult();
        if (await verifier.VerifyAsync(credentials, Context.RequestAborted) is not { } caller)
            return AuthenticateResult.Fail("unknown credentials");

        var identity = new ClaimsIdentity(caller.Claims(), SchemeName, ClaimTypes.Name, ClaimTypes.Role);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Challenges;
        return Problems.WriteAsync(
            Context,
            Problems.Of(StatusCodes.Status401Unauthorized, "unauthorized", "this needs credentials: a token as Bearer, or a Worker's id and secret as HTTP Basic"),
            Options.Flamenco3);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems.WriteAsync(
        Context,
        Problems.Of(StatusCodes.Status403Forbidden, "forbidden", $"these credentials are not for {Shown(Context.GetEndpoint())}"),
        Options.Flamenco3);

    private static bool IsForEverybody(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static string Shown(Endpoint? endpoint) => (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "this";
}

/// <summary>How refusals are written.</summary>
public sealed class CredentialsOptions : AuthenticationSchemeOptions
{
    /// <summary>With the fields that Flamenco 3 clients read?</summary>
    public bool Flamenco3 { get; set; }
}

/// <summary>Knows whom credentials belong to.</summary>
public interface ICredentialsVerifier
{
    /// <summary>The caller; null if the credentials are unknown.</summary>
    ValueTask<Caller?> VerifyAsync(Credentials credentials, CancellationToken cancellation);
}
