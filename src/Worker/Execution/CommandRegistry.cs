namespace Flamenco.Worker.Execution;

/// <summary>The closed set of commands that this Worker can execute.</summary>
internal sealed class CommandRegistry(IEnumerable<IWorkerCommand> commands)
{
    private readonly Dictionary<string, IWorkerCommand> _commands = commands.ToDictionary(command => command.Name);

    /// <summary>The command of that name.</summary>
    /// <exception cref="CommandFailedException">There is none of that name.</exception>
    public IWorkerCommand Find(string name) => _commands.GetValueOrDefault(name)
        ?? throw new CommandFailedException(
            $"this Worker does not know the command \"{name}\"; it knows {string.Join(", ", _commands.Keys.Order())}. Is it older than the job type?");
}
