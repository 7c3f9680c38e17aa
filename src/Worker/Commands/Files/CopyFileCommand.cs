using Flamenco.Worker.Data;
using Flamenco.Worker.Execution;

namespace Flamenco.Worker.Commands.Files;

/// <summary><c>copy-file {src, dest}</c>: copies a regular file to where none is yet; missing folders are made.</summary>
internal sealed class CopyFileCommand : IWorkerCommand
{
    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private const int BufferSize = 1 << 20;

    public string Name => "copy-file";

    public async Task<string?> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var source = context.Parameters.AbsolutePath("src");
        var destination = context.Parameters.AbsolutePath("dest");
        if (!File.Exists(source))
            throw new CommandFailedException($"{source} is not an existing file, so it can not be copied");
        if (Path.Exists(destination))
            throw new CommandFailedException($"{destination} exists already; it is not overwritten");

        // Under another name first: a copy that is cut short must not look like a whole one.
        var unfinished = $"{destination}.{context.Attempt.Attempt}.part";
        try
        {
            Folders.Make(Path.GetDirectoryName(destination)!, FolderMode);
            await CopyAsync(source, unfinished, cancellation);
            File.Move(unfinished, destination, overwrite: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"could not copy {source} to {destination}: {e.Message}");
        }
        finally
        {
            File.Delete(unfinished);
        }

        context.Report.Log($"copied {source} to {destination}");
        return null;
    }

    private static async Task CopyAsync(string source, string destination, CancellationToken cancellation)
    {
        await using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, useAsync: true);
        await using var to = new FileStream(destination, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize, useAsync: true);
        await from.CopyToAsync(to, BufferSize, cancellation);
        to.Flush(flushToDisk: true);
    }
}
