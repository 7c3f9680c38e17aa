using System.Collections.Concurrent;
using System.Diagnostics;
using Flamenco.Contracts.Site;

namespace Flamenco.Faults.Clusters;

/// <summary>What clients asked for and what they were told. "Acknowledged" means that the answer was 2xx.</summary>
public sealed class ClientHistory
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<Request> _requests = [];
    private readonly ConcurrentQueue<Given> _given = [];
    private readonly ConcurrentDictionary<AttemptRef, bool> _completed = [];
    private readonly ConcurrentDictionary<Guid, int> _submitted = [];

    /// <summary>What came of a request.</summary>
    public enum Outcome
    {
        /// <summary>It was answered, also by a refusal that is meant.</summary>
        Ok,

        /// <summary>It was answered by a failure of the Server or the Manager.</summary>
        Failed,

        /// <summary>There was no answer.</summary>
        Unknown,
    }

    /// <summary>Since the history's beginning.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_began);

    public IReadOnlyCollection<Request> Requests => _requests;

    /// <summary>Attempts as they were handed out.</summary>
    public IReadOnlyCollection<Given> HandedOut => _given;

    public IReadOnlyCollection<AttemptRef> Completed => [.. _completed.Keys];

    /// <summary>Acknowledged jobs, and how many tasks each has.</summary>
    public IReadOnlyDictionary<Guid, int> Submitted => _submitted;

    public void Complete(AttemptRef attempt) => _completed[attempt] = true;

    public void Submit(Guid job, int tasks) => _submitted[job] = tasks;

    public void HandOut(AttemptRef attempt, string worker) => _given.Enqueue(new Given(Now, attempt, worker));

    /// <summary>Notes how a request begins and ends.</summary>
    /// <param name="kind">What it asks for.</param>
    /// <param name="isRetry">Is it the first, and only, repetition of one that came to nothing?</param>
    /// <param name="send">Sends it; gives the HTTP status, 0 for no answer, and why if it is no success.</param>
    public async Task<int> SendAsync(string kind, bool isRetry, Func<Task<(int Status, string Reason)>> send)
    {
        var invoked = Now;
        var (status, reason) = await send();
        var outcome = status switch { 0 => Outcome.Unknown, 408 or 429 or >= 500 => Outcome.Failed, _ => Outcome.Ok };
        _requests.Enqueue(new Request(kind, isRetry, invoked, Now, outcome, status, reason));
        return status;
    }

    /// <summary>Requests that were not answered, from this moment on.</summary>
    public IReadOnlyList<Request> Troubles(TimeSpan since) => [.. _requests.Where(request => request.Outcome is not Outcome.Ok && request.Ended >= since)];

    /// <summary>How long after this moment the last request came to nothing; zero if none did.</summary>
    public TimeSpan ErrorWindow(TimeSpan since) =>
        Troubles(since) is { Count: > 0 } troubles ? troubles.Max(request => request.Ended) - since : TimeSpan.Zero;

    public sealed record Request(string Kind, bool IsRetry, TimeSpan Invoked, TimeSpan Ended, Outcome Outcome, int Status, string Reason)
    {
        public override string ToString() =>
            $"{Invoked.TotalSeconds:0.00}..{Ended.TotalSeconds:0.00} {Kind}{(IsRetry ? " (retry)" : "")}: {Status} {Reason}";
    }

    public sealed record Given(TimeSpan At, AttemptRef Attempt, string Worker);
}
