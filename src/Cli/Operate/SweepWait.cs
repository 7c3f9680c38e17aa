using Flamenco.Cli.Output;
using Flamenco.Cli.Watch;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Spectre.Console;

namespace Flamenco.Cli.Operate;

/// <summary>Waits until an accepted command has been carried to all tasks of its job.</summary>
internal sealed class SweepWait(ServerApi server, Session session)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>What is through by then needs no bar.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly PatientLook _look = new(server, session);

    /// <summary>The job afterwards.</summary>
    public async Task<Job> RunAsync(Job job, CancellationToken cancellation)
    {
        try
        {
            var begin = session.Time.GetTimestamp();
            job = await FollowAsync(job, _ => session.Time.GetElapsedTime(begin) < Quiet, cancellation);
            return session.Errors.Profile.Capabilities is { Ansi: true, Interactive: true } && job.Sweep is not null
                ? await ShowAsync(job, cancellation)
                : await FollowAsync(job, _ => true, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            session.Say($"The command was accepted and is carried out without you; `flamenco job {job.Id}` shows how far it is.");
            throw;
        }
    }

    private async Task<Job> FollowAsync(Job job, Func<Job, bool> goesOn, CancellationToken cancellation)
    {
        while (job.Sweep is not null && goesOn(job))
        {
            await Task.Delay(Pause, session.Time, cancellation);
            job = await _look.AtAsync(job, cancellation);
        }

        return job;
    }

    private Task<Job> ShowAsync(Job job, CancellationToken cancellation) => session.Errors.Progress()
        .AutoClear(true)
        .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 30 }, new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(context =>
        {
            var bar = context.AddTask(Shown(job), maxValue: Math.Max(1, job.Sweep!.Tasks));
            return FollowAsync(
                job,
                now =>
                {
                    bar.Description = Shown(now);
                    bar.Value = now.Sweep!.Reached;
                    return true;
                },
                cancellation);
        });

    private static string Shown(Job job) => Markup.Escape(SafeText.Line(SweepWords.UnderWay(job)));
}
