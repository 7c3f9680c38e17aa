using Flamenco.Worker.Data;
using Microsoft.Extensions.Logging;

namespace Flamenco.Worker.Processes;

/// <summary>Ends what an earlier, killed life of this Worker left running, before this life asks for work.</summary>
internal sealed partial class Leftovers(WorkerFolder folder, TimeProvider time, ILogger<Leftovers> logger)
{
    public async Task EndAsync(CancellationToken cancellation)
    {
        var hunt = new ProcessHunt(environment => Markers.IsLeftover(environment, folder.Id, folder.Life));
        var ended = await hunt.KillAllAsync(root: null, certain: true, time, cancellation);
        if (ended > 0)
            LogEnded(ended);
        try
        {
            folder.RemoveTemporaryFolders();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFilesLeft(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Temporary files of an earlier life can not be removed: {Reason}")]
    private partial void LogFilesLeft(string reason);

    [LoggerMessage(LogLevel.Warning, "Killed {Count} processes that an earlier life of this Worker left running")]
    private partial void LogEnded(int count);
}
