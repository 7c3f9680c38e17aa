using System.Threading.Channels;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Workers;

namespace Flamenco.Site.Tests.Gateway.Waiting;

/// <summary>Answers one ask after the other with what it was given, then with nothing.</summary>
internal sealed class FakeManagerGrain : IManagerGrain
{
    private readonly Queue<AskResult> _answers = new();
    private readonly Channel<int> _asks = Channel.CreateUnbounded<int>();

    public int Asks { get; private set; }

    /// <summary>Happens while an ask is under way, before its answer.</summary>
    public Action<int> Meanwhile { get; set; } = _ => { };

    public static AskResult Nothing { get; } = new(AskVerdict.Nothing, Task: null, "awake", ["blender"], Tags: []);

    public static AskResult NotAwake { get; } = new(AskVerdict.NotAwake, Task: null, "asleep", ["blender"], Tags: []);

    public void Answers(params AskResult[] answers) => Array.ForEach(answers, _answers.Enqueue);

    /// <summary>Until it was asked once more.</summary>
    public async Task AskedAsync() => await _asks.Reader.ReadAsync();

    public Task<AskResult> AskAsync(AskTask ask, CancellationToken cancellation = default)
    {
        Asks++;
        Meanwhile(Asks);
        _asks.Writer.TryWrite(Asks);
        return Task.FromResult(_answers.TryDequeue(out var answer) ? answer : Nothing);
    }

    public Task<ManagerView?> GetAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<WhyView?> WhyAsync(WorkerId worker, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task AnnounceAsync(Announcement announcement, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task OfferAsync(JobOffer offer) => throw new NotSupportedException();

    public Task JobDeletedAsync() => throw new NotSupportedException();

    public Task<IReadOnlyList<JobId>> CleanUpOrdersAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task ConfirmCleanUpAsync(IReadOnlyList<JobId> jobs, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task SubscribeAsync(IWorkHints gateway, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<SightingsTaken> SeenAsync(SightingReport report, CancellationToken cancellation = default) => throw new NotSupportedException();
}
