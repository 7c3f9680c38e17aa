using System.Diagnostics;

namespace Flamenco.Site.Tests.Worker;

/// <summary>Small .blend files, made by Blender itself, once for all tests: 5 % of full HD, one sample, three frames.</summary>
internal static class BlenderFiles
{
    private const string Script =
        """
        import bpy
        folder = {0}
        def save(name): bpy.ops.wm.save_as_mainfile(filepath=folder + name, copy=True)
        scene = bpy.context.scene
        scene.render.engine = 'CYCLES'
        scene.cycles.samples = 1
        scene.cycles.use_denoising = False
        scene.render.resolution_percentage = 5
        scene.frame_end = 3
        save('good.blend')
        scene.cycles.use_denoising = True
        save('denoised.blend')
        scene.cycles.use_denoising = False
        text = bpy.data.texts.new('rig.py')
        text.write('print("RAN A SCRIPT")')
        text.use_module = True
        cube = bpy.data.objects['Cube']
        cube.driver_add('location', 0).driver.expression = 'bpy.context.scene.frame_current + 1'
        save('scripts.blend')
        cube.driver_remove('location', 0)
        bpy.data.texts.remove(text)
        bpy.data.objects.remove(scene.camera)
        save('no-camera.blend')
        """;

    private static readonly Lazy<string> Folder = new(Make);

    public static string Good => Path.Combine(Folder.Value, "good.blend");

    public static string Denoised => Path.Combine(Folder.Value, "denoised.blend");

    public static string Scripts => Path.Combine(Folder.Value, "scripts.blend");

    public static string NoCamera => Path.Combine(Folder.Value, "no-camera.blend");

    public static void Run(params string[] arguments)
    {
        using var blender = Process.Start(new ProcessStartInfo("blender", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = blender.StandardOutput.ReadToEnd();
        blender.WaitForExit();
        if (blender.ExitCode != 0)
            throw new InvalidOperationException(output);
    }

    private static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("flamenco-blend-files-").FullName + "/";
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        Run("-b", "--factory-startup", "--python-expr", Script.Replace("{0}", $"'{folder}'", StringComparison.Ordinal));
        return folder;
    }
}
