using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.Scenes;

/// <summary>Files that Blender makes once for all tests that look at them.</summary>
public sealed class ScenesOfBlender : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    public string this[string name] => _folder[name + ".blend"];

    public async Task InitializeAsync()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Scenes", "make_scenes.py");
        await using var blender = RunningProgram.Start(
            "blender", ["-b", "--factory-startup", "--python-exit-code", "1", "--python", script, "--", Folder]);
        (await blender.EndAsync(Patience)).ShouldBe(0, blender.Said());

        await File.WriteAllTextAsync(this["text"], "This is no Blender file.");
        var whole = await File.ReadAllBytesAsync(this["plain"]);
        await File.WriteAllBytesAsync(this["cut"], whole[..4000]);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
