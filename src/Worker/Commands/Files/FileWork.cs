using Flamenco.Worker.Execution;

namespace Flamenco.Worker.Commands.Files;

internal static class FileWork
{
    /// <summary>Does something with files; what the file system says against it fails the command.</summary>
    public static void Do(string what, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"could not {what}: {e.Message}");
        }
    }
}
