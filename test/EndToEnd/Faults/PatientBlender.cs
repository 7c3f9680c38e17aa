using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Flamenco.Contracts.Site;
using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.Faults;

/// <summary>
/// A program in Blender's place that prints numbered lines, has children that fork and get away, and saves its frame when the test says
/// so: so a test decides how long a render takes and what is in its log.
/// </summary>
internal sealed partial class PatientBlender
{
    private readonly string _folder;

    /// <summary>As an argument of a child, nobody else has it.</summary>
    private readonly string _children = string.Create(CultureInfo.InvariantCulture, $"3600.{Random.Shared.Next():D10}");

    public PatientBlender(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "color=c=red:s=16x16", "-frames:v", "1", Place("frame.png")]);
        ffmpeg.WaitForExit();
        ffmpeg.ExitCode.ShouldBe(0);
        File.WriteAllText(
            Executable,
            $$"""
            #!/bin/sh
            while [ $# -gt 0 ]; do
                case $1 in
                    --render-output) output=$2 ;;
                    --render-frame) frame=$2 ;;
                esac
                shift
            done
            (sleep {{_children}} & sleep {{_children}}) &
            setsid sh -c 'sleep {{_children}}; true' &
            i=0
            while [ $i -lt 2000 ]; do i=$((i+1)); echo "line $i"; done
            touch "{{_folder}}/started.$FLAMENCO_ATTEMPT"
            while [ ! -e "{{_folder}}/go" ]; do i=$((i+1)); echo "line $i"; sleep 0.02; done
            mkdir -p "${output%/*}"
            cp "{{_folder}}/frame.png" "${output%/*}/$(printf %06d "$frame").png"
            echo "lines: $i"
            """);
        File.SetUnixFileMode(Executable, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Executable => Place("blender");

    /// <summary>A job of one task that renders one frame with it.</summary>
    public SubmittedJob Job(string name) => new()
    {
        Name = name,
        Type = "simple-blender-render",
        SubmitterPlatform = "linux",
        Settings = new Dictionary<string, JsonElement>
        {
            ["frames"] = JsonSerializer.SerializeToElement("1"),
            ["chunk_size"] = JsonSerializer.SerializeToElement(1),
            ["render_output_root"] = JsonSerializer.SerializeToElement(Place($"frames-{name}")),
            ["render_output_path"] = JsonSerializer.SerializeToElement(Place($"frames-{name}/######")),
            ["add_path_components"] = JsonSerializer.SerializeToElement(0),
            ["blendfile"] = JsonSerializer.SerializeToElement(Place("shot.blend")),
            ["fps"] = JsonSerializer.SerializeToElement(0),
            ["format"] = JsonSerializer.SerializeToElement("PNG"),
            ["image_file_extension"] = JsonSerializer.SerializeToElement(".png"),
            ["has_previews"] = JsonSerializer.SerializeToElement(false),
            ["scene"] = JsonSerializer.SerializeToElement("Scene"),
        },
    };

    /// <summary>Waits until an attempt runs and has printed much.</summary>
    public Task StartedAsync(Guid task, int attempt) => Wait.UntilAsync(
        $"attempt {attempt} of task {task} runs", () => File.Exists(Place($"started.{task}.{attempt}")));

    /// <summary>From now on renders end.</summary>
    public void Finish() => File.WriteAllText(Place("go"), "");

    /// <summary>Those of its processes that are alive, children included.</summary>
    public IReadOnlyCollection<int> Children() => Processes.WithArgument(_children).Keys;

    /// <summary>All lines of the last render are in the log, each once and in order.</summary>
    public static void ShouldBeWhole(string log)
    {
        var numbers = Line().Matches(log).Select(match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)).ToList();
        var last = int.Parse(Last().Match(log).Groups["number"].Value, CultureInfo.InvariantCulture);
        numbers.ShouldBe(Enumerable.Range(1, last));
    }

    private string Place(string name) => Path.Combine(_folder, name);

    [GeneratedRegex(@"> line (?<number>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex(@"> lines: (?<number>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Last();
}
