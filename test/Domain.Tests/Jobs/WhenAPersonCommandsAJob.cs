using Flamenco.Domain.Jobs;
using Shouldly;

namespace Flamenco.Domain.Tests.Jobs;

public class WhenAPersonCommandsAJob
{
    [Theory]
    [MemberData(nameof(EveryCase))]
    public void there_is_an_answer_in_every_status(JobStatus status, JobCommand command) =>
        JobMachine.Decide(status, command).ShouldNotBeNull();

    [Theory]
    [MemberData(nameof(EveryCase))]
    public void a_refusal_names_what_the_job_is_and_what_can_not_be_done(JobStatus status, JobCommand command)
    {
        if (JobMachine.Decide(status, command) is JobDecision.Rejected refusal)
            refusal.Reason.ShouldStartWith($"a job that is {status.Wire()} can not be ");
    }

    [Theory]
    [InlineData(JobStatus.Queued)]
    [InlineData(JobStatus.Active)]
    [InlineData(JobStatus.Failed)]
    [InlineData(JobStatus.PauseRequested)]
    [InlineData(JobStatus.Paused)]
    [InlineData(JobStatus.Requeueing)]
    public void cancel_wins_over_whatever_is_under_way(JobStatus status) =>
        JobMachine.Decide(status, JobCommand.Cancel)
            .ShouldBe(new JobDecision.Accepted(JobStatus.CancelRequested, Sweep.Cancel, JobStatus.Canceled));

    [Theory]
    [InlineData(JobCommand.Pause)]
    [InlineData(JobCommand.Resume)]
    [InlineData(JobCommand.RequeueAll)]
    [InlineData(JobCommand.RequeueUnfinished)]
    [InlineData(JobCommand.RequeueFailed)]
    public void nothing_revives_a_job_while_it_is_being_canceled(JobCommand command) =>
        JobMachine.Decide(JobStatus.CancelRequested, command).ShouldBeOfType<JobDecision.Rejected>();

    [Theory]
    [InlineData(JobCommand.Cancel)]
    [InlineData(JobCommand.Pause)]
    [InlineData(JobCommand.Resume)]
    [InlineData(JobCommand.RequeueUnfinished)]
    [InlineData(JobCommand.RequeueFailed)]
    public void a_completed_job_stays_completed(JobCommand command) =>
        JobMachine.Decide(JobStatus.Completed, command).ShouldBeOfType<JobDecision.Rejected>();

    [Fact]
    public void only_a_requeue_of_everything_undoes_a_completed_job() =>
        JobMachine.Decide(JobStatus.Completed, JobCommand.RequeueAll)
            .ShouldBe(new JobDecision.Accepted(JobStatus.Requeueing, Sweep.RequeueAll, JobStatus.Queued));

    [Theory]
    [InlineData(JobCommand.Pause)]
    [InlineData(JobCommand.Resume)]
    [InlineData(JobCommand.RequeueUnfinished)]
    [InlineData(JobCommand.RequeueFailed)]
    public void only_cancel_and_requeue_all_pass_while_it_is_requeued(JobCommand command) =>
        JobMachine.Decide(JobStatus.Requeueing, command).ShouldBeOfType<JobDecision.Rejected>();

    [Theory]
    [InlineData(JobStatus.CancelRequested, JobCommand.Cancel)]
    [InlineData(JobStatus.Canceled, JobCommand.Cancel)]
    [InlineData(JobStatus.PauseRequested, JobCommand.Pause)]
    [InlineData(JobStatus.Paused, JobCommand.Pause)]
    [InlineData(JobStatus.Queued, JobCommand.Resume)]
    [InlineData(JobStatus.Active, JobCommand.Resume)]
    public void asking_again_for_what_is_so_already_succeeds_without_an_effect(JobStatus status, JobCommand command) =>
        JobMachine.Decide(status, command).ShouldBeOfType<JobDecision.UnderWay>();

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void a_job_under_construction_takes_no_command(JobCommand command) =>
        JobMachine.Decide(JobStatus.UnderConstruction, command).ShouldBeOfType<JobDecision.Rejected>();

    [Theory]
    [MemberData(nameof(EveryCase))]
    public void an_accepted_command_always_sweeps(JobStatus status, JobCommand command)
    {
        if (JobMachine.Decide(status, command) is JobDecision.Accepted accepted)
            accepted.Sweep.ShouldNotBe(Sweep.None);
    }

    public static TheoryData<JobStatus, JobCommand> EveryCase()
    {
        var cases = new TheoryData<JobStatus, JobCommand>();
        foreach (var status in JobStatuses.All)
        {
            foreach (var command in Enum.GetValues<JobCommand>())
                cases.Add(status, command);
        }

        return cases;
    }

    public static TheoryData<JobCommand> EveryCommand() => [.. Enum.GetValues<JobCommand>()];
}
