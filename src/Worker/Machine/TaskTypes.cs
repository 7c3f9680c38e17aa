using Flamenco.Worker.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Machine;

/// <summary>The task types that this Worker asks for: those that it is configured for, without those whose program is missing.</summary>
internal sealed partial class TaskTypes(IOptions<WorkerOptions> options, Programs programs, ILogger<TaskTypes> logger)
{
    public IReadOnlyList<string> Supported()
    {
        var supported = options.Value.Types.ToList();
        if (programs.Blender is null && supported.Remove("blender"))
            LogMissing("blender", "blender");
        if ((programs.Ffmpeg is null || programs.Ffprobe is null) && supported.Remove("ffmpeg"))
            LogMissing("ffmpeg", "ffmpeg");
        return supported;
    }

    [LoggerMessage(LogLevel.Warning,
        "No tasks of type {TaskType} will be done here: their program was not found. Install the package \"{Package}\", or name the program in the section Executables")]
    private partial void LogMissing(string taskType, string package);
}
