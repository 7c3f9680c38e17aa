using Flamenco.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Flamenco.Http.Hosting;

/// <summary>Refusals and failures as problem documents; on the site API with the fields that Flamenco 3 clients read.</summary>
public static class Problems
{
    private const string ContentType = "application/problem+json";

    public static Problem Of(int status, string type, string detail, IReadOnlyList<string>? problems = null) => new()
    {
        Type = $"urn:flamenco:{type}",
        Title = ReasonPhrases.GetReasonPhrase(status),
        Status = status,
        Detail = detail,
        Problems = problems,
    };

    public static Problem ForFlamenco3(this Problem problem) => problem with { Code = problem.Status, Message = problem.Detail };

    /// <summary>A problem as an answer of the Server API.</summary>
    public static JsonHttpResult<Problem> Answer(int status, string type, string detail, IReadOnlyList<string>? problems = null) =>
        Json(Of(status, type, detail, problems));

    /// <summary>A problem as an answer of the site API.</summary>
    public static JsonHttpResult<Problem> SiteAnswer(int status, string type, string detail, IReadOnlyList<string>? problems = null) =>
        Json(Of(status, type, detail, problems).ForFlamenco3());

    public static Task WriteAsync(HttpContext context, Problem problem, bool flamenco3)
    {
        context.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        return context.Response.WriteAsJsonAsync(
            flamenco3 ? problem.ForFlamenco3() : problem, FlamencoJson.Default.Problem, ContentType, context.RequestAborted);
    }

    private static JsonHttpResult<Problem> Json(Problem problem) =>
        TypedResults.Json(problem, FlamencoJson.Default.Problem, ContentType, problem.Status);
}
