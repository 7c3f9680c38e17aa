using Flamenco.Contracts.Http;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Watch;

/// <summary>Looks at a job again and again; a Server that is away for a while ends nothing.</summary>
internal sealed class PatientLook(ServerApi server, Session session)
{
    /// <summary>How long the Server may be away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private long? _awaySince;

    /// <summary>The job as it is now; as it was while the Server is away.</summary>
    public async Task<Job> AtAsync(Job known, CancellationToken cancellation)
    {
        try
        {
            var job = await server.JobAsync(known.Id, cancellation);
            if (_awaySince is not null)
                session.Say("The Server is back.");
            _awaySince = null;
            return job;
        }
        catch (Exception lost) when (lost is UnreachableException or BrokenAnswerException { MayPass: true })
        {
            if (_awaySince is null)
                session.Say($"The Server does not answer; waiting for it up to {Patience.TotalMinutes} minutes.");
            _awaySince ??= session.Time.GetTimestamp();
            if (session.Time.GetElapsedTime(_awaySince.Value) > Patience)
                throw;
            return known;
        }
    }
}
