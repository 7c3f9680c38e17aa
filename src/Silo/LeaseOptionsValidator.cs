using Flamenco.Grains.Leases;
using Microsoft.Extensions.Options;

namespace Flamenco.Silo;

/// <summary>Checks <see cref="LeaseOptions"/> at start.</summary>
internal sealed class LeaseOptionsValidator : IValidateOptions<LeaseOptions>
{
    public ValidateOptionsResult Validate(string? name, LeaseOptions options) =>
        options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
}
