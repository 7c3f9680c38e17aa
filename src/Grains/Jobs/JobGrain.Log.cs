using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace Flamenco.Grains.Jobs;

internal sealed partial class JobGrain
{
    [LoggerMessage(LogLevel.Information, "Job {Job} of type {Type} compiled into {Tasks} tasks for {Who}")]
    private partial void LogSubmitted(JobId job, string type, int tasks, string who);

    [LoggerMessage(LogLevel.Information, "Job {Job}: {Command} asked for by {Who}")]
    private partial void LogCommand(JobId job, JobCommand command, string who);

    [LoggerMessage(LogLevel.Information, "Job {Job}: priority {Priority} asked for by {Who}")]
    private partial void LogPriority(JobId job, int priority, string who);

    [LoggerMessage(LogLevel.Information, "Job {Job}: tag {Tag} asked for by {Who}")]
    private partial void LogTag(JobId job, TagId? tag, string who);

    [LoggerMessage(LogLevel.Information, "Job {Job}: blocklist entries removed by {Who}")]
    private partial void LogUnblocked(JobId job, string who);

    [LoggerMessage(LogLevel.Warning, "Job {Job}: no Worker is left that may try {Tasks} of its tasks; they fail")]
    private partial void LogGivenUp(JobId job, int tasks);

    [LoggerMessage(LogLevel.Information, "Job {Job} is {Status}: {Reason}")]
    private partial void LogSettled(JobId job, JobStatus status, string reason);

    [LoggerMessage(LogLevel.Warning, "Job {Job}: carrying a command to its tasks broke off; it goes on at the next beat")]
    private partial void LogBrokenOff(Exception exception, JobId job);

    [LoggerMessage(LogLevel.Information, "Job {Job}: task {Number} could not be assigned to Worker {Worker}, its row has changed")]
    private partial void LogAssignmentConflict(JobId job, uint number, WorkerId worker);
}
