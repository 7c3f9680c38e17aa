using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flamenco.Http.Hosting;

/// <summary>What went wrong without anybody's intention becomes a problem document, without internals.</summary>
internal sealed partial class FailureMiddleware(RequestDelegate next, bool flamenco3, ILogger<FailureMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null } refused)
                await AnswerAsync(context, Bare(refused.StatusCode));
        }
        catch (BadHttpRequestException bad)
        {
            var detail = bad.InnerException is JsonException json ? $"the body is not the JSON that this route takes: {Shown(json)}" : bad.Message;
            await AnswerAsync(context, Problems.Of(bad.StatusCode, "bad-request", detail));
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            LogUnavailable(context.Request.Method, context.Request.Path, exception);
            context.Response.Headers.RetryAfter = "1";
            await AnswerAsync(context, Problems.Of(
                StatusCodes.Status503ServiceUnavailable, "unavailable", "the Server can not do this now; nothing was changed that was not acknowledged, try again"));
        }
        catch (Exception exception) when (IsUnstorable(exception))
        {
            await AnswerAsync(context, Problems.Of(
                StatusCodes.Status400BadRequest, "bad-request", "a text has a character that can not be stored (NUL or half of a surrogate pair)"));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception exception)
        {
            LogFailed(context.Request.Method, context.Request.Path, exception);
            await AnswerAsync(context, Problems.Of(
                StatusCodes.Status500InternalServerError, "internal", "something is wrong in the Server; its log says more"));
        }
    }

    /// <summary>What the framework refuses by itself, without a word.</summary>
    private static Contracts.Problem Bare(int status) => status switch
    {
        StatusCodes.Status404NotFound => Problems.Of(status, "not-found", "there is nothing at this address"),
        StatusCodes.Status405MethodNotAllowed => Problems.Of(status, "method-not-allowed", "this address does not take this method"),
        StatusCodes.Status413PayloadTooLarge => Problems.Of(status, "too-large", "the body is larger than this route takes"),
        _ => Problems.Of(status, "refused", "the request can not be served as it is"),
    };

    /// <summary>Where it is wrong, not how: the framework's own words name our types.</summary>
    private static string Shown(JsonException json)
    {
        const string missing = "missing required properties including: ";
        var at = json.Message.IndexOf(missing, StringComparison.Ordinal);
        return at >= 0
            ? "it lacks " + json.Message[(at + missing.Length)..].Split(". ")[0].TrimEnd('.')
            : $"look at {json.Path ?? "$"}, line {json.LineNumber + 1}, byte {json.BytePositionInLine}";
    }

    /// <summary>Failures after which the same request may succeed: the store, a silo or the way to it is away.</summary>
    private static bool IsUnavailable(Exception exception) =>
        exception is TimeoutException or Orleans.Runtime.OrleansException
        || exception.GetType().Name is "StoreUnavailableException"
        || exception.Message.Contains("StoreUnavailableException", StringComparison.Ordinal);

    /// <summary>The store refuses such a text before anything is written.</summary>
    private static bool IsUnstorable(Exception exception) =>
        exception.GetType().Name is "UnstorableTextException"
        || exception.Message.Contains("UnstorableTextException", StringComparison.Ordinal);

    private Task AnswerAsync(HttpContext context, Contracts.Problem problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return Problems.WriteAsync(context, problem, flamenco3);
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} can not be served now")]
    private partial void LogUnavailable(string method, PathString path, Exception exception);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(string method, PathString path, Exception exception);
}
