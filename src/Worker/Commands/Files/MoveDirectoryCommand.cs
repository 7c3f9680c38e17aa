using System.Globalization;
using Flamenco.Worker.Execution;

namespace Flamenco.Worker.Commands.Files;

/// <summary><c>move-directory {src, dest}</c>: renames a folder. One that stands at the destination is first moved aside, never lost.</summary>
internal sealed class MoveDirectoryCommand(TimeProvider time) : IWorkerCommand
{
    public string Name => "move-directory";

    public Task<string?> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var source = context.Parameters.AbsolutePath("src");
        var destination = Path.TrimEndingDirectorySeparator(context.Parameters.AbsolutePath("dest"));
        if (!Directory.Exists(source))
            throw new CommandFailedException($"the folder {source} does not exist, so it can not be moved to {destination}");

        FileWork.Do($"move {source} to {destination}", () =>
        {
            if (Path.Exists(destination))
            {
                var aside = Aside(destination);
                Directory.Move(destination, aside);
                context.Report.Log($"{destination} existed; it is {aside} now");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
            Directory.Move(source, destination);
        });
        context.Report.Log($"{source} is {destination} now");
        return Task.FromResult<string?>(null);
    }

    /// <summary>A free name: with the time of the folder's last change, and a number if that is taken too.</summary>
    private string Aside(string folder)
    {
        var changed = new DateTimeOffset(File.GetLastWriteTimeUtc(folder), TimeSpan.Zero).AddMilliseconds(500);
        var stamped = $"{folder}-{TimeZoneInfo.ConvertTime(changed, time.LocalTimeZone).ToString("yyyy-MM-dd_HHmmss", CultureInfo.InvariantCulture)}";
        if (!Path.Exists(stamped))
            return stamped;

        var highest = Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(folder)!, Path.GetFileName(stamped) + "-*")
            .Select(path => int.TryParse(path[(stamped.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .DefaultIfEmpty()
            .Max();
        return $"{stamped}-{highest + 1:D3}";
    }
}
