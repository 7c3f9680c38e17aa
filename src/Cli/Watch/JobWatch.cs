using Flamenco.Cli.Output;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Watch;

/// <summary>Follows a job to its end; a Server that is away for a while does not end the watch.</summary>
/// <param name="server">Asked again and again.</param>
/// <param name="session">Where it is shown.</param>
/// <param name="json">Print the job as JSON at the end, alone on standard output; progress goes to standard error.</param>
internal sealed class JobWatch(ServerApi server, Session session, bool json)
{
    private const int MostFailuresShown = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SpeedWindow = TimeSpan.FromMinutes(2);

    private readonly long _begin = session.Time.GetTimestamp();
    private readonly Speed _speed = new(SpeedWindow);
    private readonly PatientLook _look = new(server, session);

    /// <summary>Returns when the job has ended, with the exit code that says how.</summary>
    public async Task<int> RunAsync(Job job, CancellationToken cancellation)
    {
        try
        {
            await View().ShowAsync(async show => job = await FollowAsync(job, show, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            session.Say($"The job goes on without you; `flamenco job {job.Id} --watch` shows it again.");
            throw;
        }

        if (json)
            session.ShowJson(job);
        return await EndAsync(job, cancellation);
    }

    private async Task<Job> FollowAsync(Job job, Action<WatchedJob> show, CancellationToken cancellation)
    {
        while (true)
        {
            var watched = See(job);
            show(watched);
            if (watched.HasEnded)
                return job;

            await Task.Delay(Pause, session.Time, cancellation);
            job = await _look.AtAsync(job, cancellation);
        }
    }

    private WatchedJob See(Job job)
    {
        var progress = JobProgress.Of(job);
        _speed.See(Elapsed, progress.Done);
        return new WatchedJob(job, _speed.PerSecond, _speed.TimeLeft(progress.Total - progress.Done));
    }

    private async Task<int> EndAsync(Job job, CancellationToken cancellation)
    {
        session.Say($"Job {job.Id} {job.Status} after {Ago.Clock(job.Updated - job.Created)}.");
        switch (job.Status)
        {
            case "completed":
                return ExitCode.Done;
            case "canceled":
                return ExitCode.Canceled;
            default:
                session.Say(job.Activity);
                await ShowFailuresAsync(job, cancellation);
                return ExitCode.Failed;
        }
    }

    private async Task ShowFailuresAsync(Job job, CancellationToken cancellation)
    {
        var shown = 0;
        await foreach (var task in server.AllTasksAsync(job.Id, cancellation))
        {
            if (task.Status is not ("failed" or "soft-failed"))
                continue;
            if (++shown > MostFailuresShown)
            {
                session.Say($"… and more; `flamenco tasks {job.Id}` lists them all.");
                return;
            }

            session.Say($"  {task.Name} {task.Status}: {task.Activity}\n    flamenco logs {task.Id}");
        }
    }

    private TimeSpan Elapsed => session.Time.GetElapsedTime(_begin);

    private IWatchView View() =>
        json ? ViewOn(Console.Error, session.Errors) : ViewOn(session.Out, session.Screen);

    private static IWatchView ViewOn(TextWriter writer, Spectre.Console.IAnsiConsole console) =>
        console.Profile.Capabilities is { Ansi: true, Interactive: true } ? new LiveView(console) : new PlainView(writer);
}
