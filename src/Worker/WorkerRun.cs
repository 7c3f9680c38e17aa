namespace Flamenco.Worker;

/// <summary>How a Worker's run goes, for whoever has started it. A service of the Worker's host.</summary>
public sealed class WorkerRun
{
    private readonly TaskCompletionSource<string> _signedOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done, with the Worker's name, once the Manager knows the Worker and its status.</summary>
    public Task<string> SignedOn => _signedOn.Task;

    /// <summary>What the program is to end with: 0, or the configured code when the Manager asked for a restart.</summary>
    public int ExitCode { get; internal set; }

    internal void SetSignedOn(string name) => _signedOn.TrySetResult(name);
}
