using Flamenco.Worker.Configuration;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Agent;

internal sealed class BackoffFactory(IOptions<LinkOptions> options, TimeProvider time, Random random)
{
    public Backoff Create() => new(options.Value, time, random);
}
