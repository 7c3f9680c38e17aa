using Flamenco.Contracts.Site;
using Flamenco.Worker.Data;
using Flamenco.Worker.Execution;
using Flamenco.Worker.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Flamenco.Site.Tests.Worker;

/// <summary>Runs single commands as a Worker would, without any Manager.</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly IHost _host;

    public CommandRun(TemporaryFolder folder, params string[] more)
    {
        _host = TestWorker.Build("http://127.0.0.1:1", folder.File("data"), more).Host;
        _host.Services.GetRequiredService<WorkerFolder>().Open();
    }

    public AttemptRef Attempt { get; } = new() { Task = Guid.NewGuid(), Attempt = 1 };

    public RecordedOutbox Outbox { get; } = new();

    public string FolderId => _host.Services.GetRequiredService<WorkerFolder>().Id;

    public T Service<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public CommandContext Context(Command command)
    {
        var report = new TaskReport(Outbox, Math.Max(1, command.TotalStepCount));
        report.Begin(Math.Max(1, command.TotalStepCount));
        return new(Attempt, command, report, Service<ChildProcess>());
    }

    public Task<string?> RunAsync(Command command, CancellationToken cancellation = default) =>
        Service<CommandRegistry>().Find(command.Name).RunAsync(Context(command), cancellation);

    /// <summary>Runs a command that is to fail, and returns why it did.</summary>
    public async Task<string> FailureAsync(Command command)
    {
        try
        {
            await RunAsync(command);
        }
        catch (CommandFailedException e)
        {
            return e.Message;
        }

        throw new InvalidOperationException($"{command.Name} did not fail; its log:\n{string.Join('\n', Outbox.Lines)}");
    }

    public void Dispose() => _host.Dispose();
}
