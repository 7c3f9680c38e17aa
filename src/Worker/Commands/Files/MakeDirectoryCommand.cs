using Flamenco.Worker.Data;
using Flamenco.Worker.Execution;

namespace Flamenco.Worker.Commands.Files;

/// <summary><c>make-directory {path}</c>: makes a folder and its parents; an existing one is fine.</summary>
internal sealed class MakeDirectoryCommand : IWorkerCommand
{
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public string Name => "make-directory";

    public Task<string?> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var path = context.Parameters.AbsolutePath("path");
        FileWork.Do($"make the folder {path}", () => Folders.Make(path, Mode));
        context.Report.Log($"folder {path} is there");
        return Task.FromResult<string?>(null);
    }
}
