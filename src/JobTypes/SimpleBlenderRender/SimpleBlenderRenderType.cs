using Flamenco.Domain.Compiling;

namespace Flamenco.JobTypes.SimpleBlenderRender;

/// <summary>Frames in chunks by Blender, then a preview video by FFmpeg.</summary>
internal sealed class SimpleBlenderRenderType : IBuiltInJobType
{
    public JobTypeSchema Schema => SimpleBlenderRenderSchema.Form;

    public JobTypeSchema Accepted => SimpleBlenderRenderSchema.Accepted;

    public CompileResult Compile(JobToCompile job, FilledForm form)
    {
        if (Shot.Read(job, form) is not { } shot)
            return form.Rejected;

        form.Expect(
            shot.ChunkCount + (PreviewVideo.IsMadeOf(shot) ? 1 : 0),
            $"raise \"{SimpleBlenderRenderSchema.ChunkSize}\" or render fewer frames");
        if (form.IsFlawed)
            return form.Rejected;

        var renders = RenderTasks.Of(shot);
        return new CompileResult.Compiled(
            form.Settings.With(SimpleBlenderRenderSchema.OutputPath, shot.Output.Text).Values,
            PreviewVideo.IsMadeOf(shot) ? [.. renders, PreviewVideo.Task(shot, renders.Count)] : renders);
    }
}
