using System.Net;
using System.Net.Http.Headers;
using Flamenco.Contracts.Http;

namespace Flamenco.Contracts.Site;

/// <summary>
/// What people ask a site's Manager for: the logs of tasks, which live at the site. Throws as
/// <see cref="Server.ServerApi"/> does.
/// </summary>
/// <param name="http">Its base address ends with a slash; it carries the person's credentials.</param>
public sealed class ManagerApi(HttpClient http)
{
    private readonly ApiConnection _connection = new(http);

    /// <summary>Where a task's log is and how long it is; null while there is none.</summary>
    public async Task<TaskLogInfo?> TaskLogAsync(Guid task, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/v3/tasks/{task}/log");
        using var response = await _connection.SendAsync(request, cancellation);
        return response.StatusCode is HttpStatusCode.NoContent
            ? null
            : await ApiConnection.ReadAsync(response, FlamencoJson.Default.TaskLogInfo, cancellation);
    }

    /// <summary>A log's bytes (UTF-8) from <paramref name="from"/> to its end as it is now; none if it is not longer than that.</summary>
    /// <exception cref="BrokenAnswerException">Also where the log is said to be at another host: credentials do not go there.</exception>
    public async Task<byte[]> LogBytesAsync(TaskLogInfo log, long from, CancellationToken cancellation = default)
    {
        var address = AtThisManager(log.Url);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);

        try
        {
            using var response = await _connection.SendAsync(request, cancellation);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
            var partial = response.StatusCode is HttpStatusCode.PartialContent;
            return partial || from == 0 ? bytes : bytes[(int)Math.Min(from, bytes.Length)..];
        }
        catch (RefusedException refused) when (refused.Status is HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return [];
        }
        catch (Exception lost) when (ApiConnection.IsLost(lost, cancellation))
        {
            throw new UnreachableException(address, lost);
        }
    }

    private Uri AtThisManager(string url)
    {
        var manager = http.BaseAddress!;
        var address = new Uri(manager, url.TrimStart('/'));
        return Uri.Compare(address, manager, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? address
            : throw new BrokenAnswerException(manager, HttpStatusCode.OK, $"the log is said to be at {address}, which is not this Manager");
    }
}
