using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.Scenes;

/// <summary>
/// Files that this project did not make: Blender's factory scene, and animated ones of Debian's package openshot-qt (which
/// is unpacked, not installed). To be quick, copies in which Blender changed the resolution percentage only.
/// </summary>
public sealed class FilesOfOthers : IAsyncLifetime
{
    private const string InPackage = "usr/lib/python3/dist-packages/openshot_qt/blender/blend";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public string this[string name] => _folder[name + ".blend"];

    public async Task InitializeAsync()
    {
        await RunAsync("apt-get", ["download", "-q", "openshot-qt"]);
        await RunAsync("dpkg", ["-x", Directory.GetFiles(_folder.Path, "*.deb").Single(), _folder["package"]]);

        await ShrinkAsync("factory", ["--factory-startup"], percent: 5);
        foreach (var name in new[] { "rotate_360", "neon_curves", "earth" })
            await ShrinkAsync(name, ["-Y", Path.Combine(_folder["package"], InPackage, name + ".blend")], percent: 10);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private Task ShrinkAsync(string name, string[] opened, int percent)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Scenes", "shrink.py");
        return RunAsync("blender", ["-b", .. opened, "--python-exit-code", "1", "--python", script, "--", $"{percent}", this[name]]);
    }

    private async Task RunAsync(string program, string[] arguments)
    {
        await using var running = RunningProgram.Start(program, arguments, folder: _folder.Path);
        (await running.EndAsync(Patience)).ShouldBe(0, running.Said());
    }
}
