using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Http.Hosting;
using Flamenco.Http.Translation;

namespace Flamenco.ManagerGateway.Api;

/// <summary>What a person's command on a job or a task is answered.</summary>
internal static class CommandAnswers
{
    private const int LongestReason = 1_000;

    public static IResult BadKey() => Problems.SiteAnswer(StatusCodes.Status400BadRequest, "bad-idempotency-key", IdempotencyKey.WhatIsWrong);

    public static IResult KeyReused() => Problems.SiteAnswer(
        StatusCodes.Status422UnprocessableEntity, "key-reused", "this Idempotency-Key was used for another request; choose a new one");

    /// <summary>A status that is none of those that can be asked for.</summary>
    public static IResult BadStatus(string status, string possible) => Problems.SiteAnswer(
        StatusCodes.Status400BadRequest, "bad-status", $"\"{status}\" can not be asked for; ask for {possible}");

    /// <summary>The answer, or that of <paramref name="missing"/> where there is no such thing.</summary>
    public static async Task<IResult> AnswerAsync(this CommandResult result, Func<Task<IResult>> missing) => result.Verdict switch
    {
        CommandVerdict.Accepted => TypedResults.NoContent(),
        CommandVerdict.NotFound => await missing(),
        CommandVerdict.Forbidden => Problems.SiteAnswer(StatusCodes.Status403Forbidden, "forbidden", result.Reason),
        CommandVerdict.JobBusy => Problems.SiteAnswer(StatusCodes.Status409Conflict, "job-busy", result.Reason),
        CommandVerdict.KeyReused => KeyReused(),
        _ => Problems.SiteAnswer(StatusCodes.Status409Conflict, "bad-status", result.Reason),
    };

    /// <summary>A person's reason as it may stand in a log: one line, not too long.</summary>
    public static string Reason(string sent) => new([.. sent.Where(character => !char.IsControl(character)).Take(LongestReason)]);
}
