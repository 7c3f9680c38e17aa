using Flamenco.Contracts;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Http.Hosting;
using Flamenco.Http.Translation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Api;

/// <summary>What a person's command on a job or a task is answered where it was not accepted.</summary>
internal static class CommandAnswers
{
    public static JsonHttpResult<Problem> BadKey() => Problems.Answer(
        StatusCodes.Status400BadRequest, "bad-idempotency-key", IdempotencyKey.WhatIsWrong);

    /// <summary>The refusal; null: it was accepted, or there is no such thing.</summary>
    public static JsonHttpResult<Problem>? Refusal(this CommandResult result) => result.Verdict switch
    {
        CommandVerdict.Refused => Problems.Answer(StatusCodes.Status409Conflict, "bad-status", result.Reason),
        CommandVerdict.JobBusy => Problems.Answer(StatusCodes.Status409Conflict, "job-busy", result.Reason),
        CommandVerdict.Forbidden => Problems.Answer(StatusCodes.Status403Forbidden, "forbidden", result.Reason),
        CommandVerdict.KeyReused => Problems.Answer(StatusCodes.Status422UnprocessableEntity, "key-reused", result.Reason),
        _ => null,
    };
}
