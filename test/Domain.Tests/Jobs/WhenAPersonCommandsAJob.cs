using Flamenco.Domain.Jobs;
using Shouldly;

namespace Flamenco.Domain.Tests.Jobs;

public class WhenAPersonCommandsAJob
{
    // One column a command, in the order of JobCommand: cancel, pause, resume, requeue all, unfinished, failed, delete, requeue. A cell names
    // the sweep that is accepted; "same" succeeds without an effect, "-" is refused.
    [Theory]
    [InlineData(JobStatus.UnderConstruction, Sweep.None, "- - - - - - - -")]
    [InlineData(JobStatus.Queued, Sweep.None, "Cancel Pause same RequeueAll RequeueUnfinished RequeueFailed Delete RequeueUnfinished")]
    [InlineData(JobStatus.Active, Sweep.None, "Cancel Pause same RequeueAll RequeueUnfinished RequeueFailed Delete RequeueUnfinished")]
    [InlineData(JobStatus.Completed, Sweep.None, "- - - RequeueAll - - Delete RequeueAll")]
    [InlineData(JobStatus.Failed, Sweep.None, "Cancel - - RequeueAll RequeueUnfinished RequeueFailed Delete RequeueUnfinished")]
    [InlineData(JobStatus.Failed, Sweep.Fail, "Cancel - - RequeueAll RequeueUnfinished RequeueFailed Delete RequeueUnfinished")]
    [InlineData(JobStatus.CancelRequested, Sweep.Cancel, "same - - - - - Delete -")]
    [InlineData(JobStatus.Canceled, Sweep.None, "same - - RequeueAll RequeueUnfinished - Delete RequeueUnfinished")]
    [InlineData(JobStatus.Canceled, Sweep.Cancel, "same - - RequeueAll RequeueUnfinished - Delete RequeueUnfinished")]
    [InlineData(JobStatus.PauseRequested, Sweep.Pause, "Cancel same Resume RequeueAll RequeueUnfinished - Delete RequeueUnfinished")]
    [InlineData(JobStatus.PauseRequested, Sweep.None, "Cancel same Resume RequeueAll RequeueUnfinished - Delete RequeueUnfinished")]
    [InlineData(JobStatus.Paused, Sweep.None, "Cancel same Resume RequeueAll RequeueUnfinished - Delete RequeueUnfinished")]
    [InlineData(JobStatus.Requeueing, Sweep.Resume, "Cancel - same RequeueAll - - Delete -")]
    [InlineData(JobStatus.Requeueing, Sweep.RequeueAll, "Cancel - - same - - Delete same")]
    [InlineData(JobStatus.Requeueing, Sweep.RequeueUnfinished, "Cancel - - RequeueAll same - Delete same")]
    [InlineData(JobStatus.Requeueing, Sweep.RequeueFailed, "Cancel - - RequeueAll - same Delete -")]
    [InlineData(JobStatus.Deleting, Sweep.Delete, "- - - - - - same -")]
    public void the_answer_follows_from_what_is_stored(JobStatus status, Sweep sweep, string answers) =>
        Enum.GetValues<JobCommand>()
            .Select(command => JobMachine.Decide(status, sweep, command) switch
            {
                JobDecision.Accepted accepted => accepted.Sweep.ToString(),
                JobDecision.UnderWay => "same",
                _ => "-",
            })
            .ShouldBe(answers.Split(' '));

    [Theory]
    [InlineData(Sweep.Cancel, JobStatus.CancelRequested, JobStatus.Canceled)]
    [InlineData(Sweep.Pause, JobStatus.PauseRequested, JobStatus.PauseRequested)]
    [InlineData(Sweep.Resume, JobStatus.Requeueing, JobStatus.Queued)]
    [InlineData(Sweep.RequeueAll, JobStatus.Requeueing, JobStatus.Queued)]
    [InlineData(Sweep.RequeueUnfinished, JobStatus.Requeueing, JobStatus.Queued)]
    [InlineData(Sweep.RequeueFailed, JobStatus.Requeueing, JobStatus.Queued)]
    [InlineData(Sweep.Delete, JobStatus.Deleting, JobStatus.Deleting)]
    public void the_sweep_decides_what_the_job_is_meanwhile_and_afterwards(Sweep sweep, JobStatus interim, JobStatus after) =>
        EveryAnswer()
            .OfType<JobDecision.Accepted>()
            .Where(accepted => accepted.Sweep == sweep)
            .Distinct()
            .ShouldBe([new JobDecision.Accepted(interim, sweep, after)]);

    [Theory]
    [MemberData(nameof(EveryCase))]
    public void a_refusal_names_what_the_job_is_and_what_can_not_be_done(JobStatus status, Sweep sweep, JobCommand command)
    {
        if (JobMachine.Decide(status, sweep, command) is JobDecision.Rejected refusal)
            refusal.Reason.ShouldStartWith($"a job that is {status.Wire()} can not be ");
    }

    [Theory]
    [MemberData(nameof(EveryCase))]
    public void only_a_requeue_asks_what_is_under_way(JobStatus status, Sweep sweep, JobCommand command)
    {
        if (status is not JobStatus.Requeueing)
            JobMachine.Decide(status, sweep, command).ShouldBe(JobMachine.Decide(status, Sweep.None, command));
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void asking_twice_is_asking_once(JobCommand command)
    {
        foreach (var accepted in JobStatuses.All.Select(status => JobMachine.Decide(status, Sweep.None, command)).OfType<JobDecision.Accepted>())
            JobMachine.Decide(accepted.Interim, accepted.Sweep, command).ShouldBeOfType<JobDecision.UnderWay>();
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void only_cancel_delete_and_the_same_again_pass_while_everything_is_requeued(JobCommand command) =>
        (JobMachine.Decide(JobStatus.Requeueing, Sweep.RequeueAll, command) is JobDecision.Rejected)
            .ShouldBe(command is not (JobCommand.Cancel or JobCommand.Delete or JobCommand.RequeueAll or JobCommand.Requeue));

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void nothing_but_deleting_it_passes_while_it_is_canceled(JobCommand command) =>
        (JobMachine.Decide(JobStatus.CancelRequested, Sweep.Cancel, command) is JobDecision.Accepted).ShouldBe(command is JobCommand.Delete);

    public static TheoryData<JobStatus, Sweep, JobCommand> EveryCase()
    {
        var cases = new TheoryData<JobStatus, Sweep, JobCommand>();
        foreach (var (status, sweep, command) in Cases())
            cases.Add(status, sweep, command);
        return cases;
    }

    public static TheoryData<JobCommand> EveryCommand() => [.. Enum.GetValues<JobCommand>()];

    private static IEnumerable<JobDecision> EveryAnswer() => Cases().Select(row => JobMachine.Decide(row.Status, row.Sweep, row.Command));

    private static IEnumerable<(JobStatus Status, Sweep Sweep, JobCommand Command)> Cases() =>
        from status in JobStatuses.All
        from sweep in Enum.GetValues<Sweep>()
        from command in Enum.GetValues<JobCommand>()
        select (status, sweep, command);
}
