namespace Flamenco.Worker.Execution;

/// <summary>One kind of command that this Worker can execute. To add one: implement this, and register it in <c>WorkerHost</c>.</summary>
internal interface IWorkerCommand
{
    /// <summary>How job types call it.</summary>
    string Name { get; }

    /// <summary>Executes it and returns when nothing of it runs any more.</summary>
    /// <returns>What an artist should know although it went well; null: nothing.</returns>
    /// <exception cref="CommandFailedException">It could not be done.</exception>
    /// <exception cref="OperationCanceledException">Canceled; nothing of it runs any more.</exception>
    Task<string?> RunAsync(CommandContext context, CancellationToken cancellation);
}
