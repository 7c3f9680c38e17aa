using System.Text.Json;
using Flamenco.Domain.Compiling;

namespace Flamenco.JobTypes.SimpleBlenderRender;

/// <summary>The form of <c>simple-blender-render</c>: keys, flags and kinds are those of Flamenco 3, words and expressions are ours.</summary>
internal static class SimpleBlenderRenderSchema
{
    public const string Frames = "frames";
    public const string ChunkSize = "chunk_size";
    public const string OutputRoot = "render_output_root";
    public const string PathComponents = "add_path_components";
    public const string OutputPath = "render_output_path";
    public const string BlendFile = "blendfile";
    public const string Fps = "fps";
    public const string Format = "format";
    public const string Extension = "image_file_extension";
    public const string HasPreviews = "has_previews";
    public const string Scene = "scene";

    private const string ForSubmission = "submission";
    private const string ForWeb = "web";
    private const string Nowhere = "hidden";

    public static JobTypeSchema Form { get; } = SchemaEtag.Sealed(new JobTypeSchema(
        "simple-blender-render",
        "Simple Blender Render",
        "Renders an animation in chunks of frames, then makes a preview video of it",
        [
            new SettingSchema(Frames, SettingKind.Text)
            {
                Required = true,
                Description = "Which frames to render, for example 1-30,47",
                Eval = "'%d-%d' % (C.scene.frame_start, C.scene.frame_end)",
                EvalDescription = "The scene's own frame range",
            },
            new SettingSchema(ChunkSize, SettingKind.Int32)
            {
                Default = JsonSerializer.SerializeToElement(1),
                Visible = ForSubmission,
                Description = "How many frames one task renders",
            },
            new SettingSchema(OutputRoot, SettingKind.Text)
            {
                Required = true,
                Subtype = "dir_path",
                Visible = ForSubmission,
                Description = "The folder below which the frames are written; the path in it is made from the settings below",
            },
            new SettingSchema(PathComponents, SettingKind.Int32)
            {
                Required = true,
                Default = JsonSerializer.SerializeToElement(0),
                Min = 0,
                Max = 32,
                Visible = ForSubmission,
                Description = "How many of the folders that the .blend file is in are repeated below the root folder",
            },
            new SettingSchema(OutputPath, SettingKind.Text)
            {
                Subtype = "file_path",
                Editable = false,
                Description = "Where the frames are written",
                Eval = "str(Path(abspath(settings.render_output_root)).joinpath("
                    + "last_n_dir_parts(settings.add_path_components), jobname, '{timestamp}', '######'))",
            },
            new SettingSchema(BlendFile, SettingKind.Text)
            {
                Required = true,
                Visible = ForWeb,
                Description = "The .blend file that is rendered",
            },
            new SettingSchema(Fps, SettingKind.Float)
            {
                Visible = Nowhere,
                Eval = "C.scene.render.fps / C.scene.render.fps_base",
            },
            new SettingSchema(Format, SettingKind.Text)
            {
                Required = true,
                Visible = ForWeb,
                Eval = "C.scene.render.image_settings.file_format",
            },
            new SettingSchema(Extension, SettingKind.Text)
            {
                Required = true,
                Visible = Nowhere,
                Description = "What the names of the frames end with, with the dot",
                Eval = "C.scene.render.file_extension",
            },
            new SettingSchema(HasPreviews, SettingKind.Bool)
            {
                Visible = Nowhere,
                Description = "Does Blender write a JPEG beside each frame?",
                Eval = "C.scene.render.image_settings.use_preview",
            },
            new SettingSchema(Scene, SettingKind.Text)
            {
                Required = true,
                Visible = ForWeb,
                Description = "Which scene of the file is rendered",
                Eval = "C.scene.name",
            },
        ],
        Etag: ""));

    /// <summary>
    /// What the Server insists on. The add-on makes the output path from the root folder, so the form needs the one and the
    /// Server only the other; a job without a scene renders the file's active one.
    /// </summary>
    public static JobTypeSchema Accepted { get; } = Form with
    {
        Settings =
        [
            .. Form.Settings.Select(setting => setting.Key switch
            {
                OutputRoot or Scene => setting with { Required = false },
                OutputPath => setting with { Required = true },
                _ => setting,
            }),
        ],
    };
}
