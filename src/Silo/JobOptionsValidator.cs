using Flamenco.Grains.Jobs;
using Microsoft.Extensions.Options;

namespace Flamenco.Silo;

/// <summary>Checks <see cref="JobOptions"/> at start.</summary>
internal sealed class JobOptionsValidator : IValidateOptions<JobOptions>
{
    public ValidateOptionsResult Validate(string? name, JobOptions options) =>
        options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
}
