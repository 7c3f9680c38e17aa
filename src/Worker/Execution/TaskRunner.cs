using Flamenco.Contracts.Site;
using Flamenco.Worker.Data;
using Flamenco.Worker.Delivery;
using Flamenco.Worker.Processes;
using Microsoft.Extensions.Logging;

namespace Flamenco.Worker.Execution;

/// <summary>Executes one assigned task: its commands in order, until one fails or somebody else decides.</summary>
internal sealed partial class TaskRunner(CommandRegistry commands, ChildProcess processes, WorkerFolder folder, ILogger<TaskRunner> logger)
{
    /// <summary>
    /// Executes the task and hands its result to the outbox. Returns when nothing of it runs any more. A canceled task reports nothing:
    /// whoever took it away knows.
    /// </summary>
    public async Task RunAsync(AssignedTask task, AttemptRef attempt, IAttemptOutbox outbox, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, outbox.Stale);
        LogStarted(task.Uuid, attempt.Attempt, task.Name, task.Job);
        outbox.Status("active", $"started {task.Name}");
        var report = new TaskReport(outbox, task.StepsTotal);
        try
        {
            var notes = await CommandsAsync(task, attempt, report, stop.Token);
            outbox.Status("completed", notes.Count == 0 ? "completed" : $"completed. Note: {string.Join(" ", notes.Distinct())}", report.Steps);
            LogCompleted(task.Uuid, attempt.Attempt);
        }
        catch (CommandFailedException e)
        {
            outbox.Log($"-- {e.Message}");
            outbox.Status("failed", e.Message, report.Steps);
            LogFailed(task.Uuid, attempt.Attempt, e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever has taken the task away has made the outbox forget it; a Worker that ends still tells this line.
            outbox.Log("-- stopped before its end");
            LogStopped(task.Uuid, attempt.Attempt);
        }
        catch (Exception e)
        {
            // A bug of this Worker, or a machine that fails under it, costs the task, not the Worker.
            outbox.Log($"-- this Worker could not go on: {e.Message}");
            outbox.Status("failed", $"this Worker could not go on: {e.Message}", report.Steps);
            LogBroken(e, task.Uuid, attempt.Attempt);
        }
        finally
        {
            RemoveTemporaryFolder(attempt);
        }
    }

    private void RemoveTemporaryFolder(AttemptRef attempt)
    {
        try
        {
            folder.RemoveTemporaryFolder(attempt);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogTemporaryLeft(attempt.Task, attempt.Attempt, e.Message);
        }
    }

    private async Task<List<string>> CommandsAsync(AssignedTask task, AttemptRef attempt, TaskReport report, CancellationToken cancellation)
    {
        var notes = new List<string>();
        foreach (var command in task.Commands)
        {
            cancellation.ThrowIfCancellationRequested();
            report.Begin(Math.Max(1, command.TotalStepCount));
            var context = new CommandContext(attempt, command, report, processes);
            if (await commands.Find(command.Name).RunAsync(context, cancellation) is { } note)
                notes.Add(note);
            report.End();
        }

        return notes;
    }

    [LoggerMessage(LogLevel.Information, "Task {Task} attempt {Attempt} ({Name}, job {Job}) started")]
    private partial void LogStarted(Guid task, int attempt, string name, Guid job);

    [LoggerMessage(LogLevel.Information, "Task {Task} attempt {Attempt} completed")]
    private partial void LogCompleted(Guid task, int attempt);

    [LoggerMessage(LogLevel.Warning, "Task {Task} attempt {Attempt} failed: {Reason}")]
    private partial void LogFailed(Guid task, int attempt, string reason);

    [LoggerMessage(LogLevel.Warning, "Task {Task} attempt {Attempt} stopped")]
    private partial void LogStopped(Guid task, int attempt);

    [LoggerMessage(LogLevel.Warning, "Task {Task} attempt {Attempt}: its temporary folder stays until the next start: {Reason}")]
    private partial void LogTemporaryLeft(Guid task, int attempt, string reason);

    [LoggerMessage(LogLevel.Error, "Task {Task} attempt {Attempt} failed by an error of this Worker")]
    private partial void LogBroken(Exception exception, Guid task, int attempt);
}
