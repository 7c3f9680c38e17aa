using System.Text.Json;
using Flamenco.Cli.Farm;
using Flamenco.Cli.Output;
using Flamenco.Cli.Watch;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Submit;

/// <summary>One submit: looks at the file, fills the settings, hands the job to the Server, and watches it if asked.</summary>
internal sealed class SubmitRun(SubmitOptions options, FarmClient farm, Session session)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var file = options.File is { } path ? BlendFile.At(path) : null;
        var type = await TypeAsync(cancellation);
        if (file is not null && !JobDraft.TakesFile(type))
            throw CliException.Refused($"the job type {type.Name} renders no file; leave {options.File} away, or choose another type with --type.");

        var given = GivenSettings.Read(type, options.Settings);
        if (file is null && JobDraft.TakesFile(type) && !given.ContainsKey("blendfile"))
            throw CliException.Refused($"the job type {type.Name} renders a file: flamenco submit FILE.blend");

        var scene = file is null ? null : await LookAsync(file, given, cancellation);
        var draft = JobDraft.Create(options, type, given, file, scene);
        RefuseIfLacking(type, draft, file, scene);
        if (options.Tag is { } tag)
            draft = draft with { WorkerTag = (await TagNames.FindAsync(farm, tag, draft.Manager, cancellation)).Id.ToString() };

        var job = await session.OnceAsync(key => farm.Server.SubmitAsync(draft, key, cancellation), cancellation);
        return await ShowAsync(job, cancellation);
    }

    private async Task<AvailableJobType> TypeAsync(CancellationToken cancellation)
    {
        var types = (await farm.Server.JobTypesAsync(cancellation)).JobTypes;
        return types.FirstOrDefault(type => type.Name == options.Type)
            ?? throw CliException.Refused($"the farm has no job type \"{options.Type}\"; it has {string.Join(", ", types.Select(type => type.Name))}.");
    }

    /// <summary>Null where there is no Blender to look with.</summary>
    private async Task<SceneFacts?> LookAsync(BlendFile file, Dictionary<string, JsonElement> given, CancellationToken cancellation)
    {
        if (Programs.Find(options.Blender) is not { } blender)
            return null;

        var scene = await file.LookAsync(blender, cancellation);
        if (SceneCheck.Obstacle(scene, given.ContainsKey("format"), framesGiven: options.Frames is not null || given.ContainsKey("frames")) is { } obstacle)
            throw CliException.Refused(obstacle);
        foreach (var warning in SceneCheck.Warnings(scene))
            session.Say($"Warning: {warning}");
        return scene;
    }

    private void RefuseIfLacking(AvailableJobType type, SubmittedJob draft, BlendFile? file, SceneFacts? scene)
    {
        var lacking = JobDraft.Lacking(type, draft);
        if (lacking.Count == 0)
            return;

        var byHand = string.Join(' ', lacking.Select(key => $"--set {key}=…"));
        throw CliException.Refused(file is not null && scene is null
            ? $"there is no Blender here to look into {file.Path} (tried \"{options.Blender}\").\nInstall it, name it with --blender PATH, or give what it would say: {byHand}"
            : $"the job type {type.Name} also needs {byHand}");
    }

    private async Task<int> ShowAsync(Job job, CancellationToken cancellation)
    {
        if (options.Watch)
        {
            if (!options.Json)
                ShowSubmitted(job);
            return await new JobWatch(farm.Server, session, options.Json).RunAsync(job, cancellation);
        }

        if (options.Json)
            session.ShowJson(job);
        else
            ShowSubmitted(job);
        return ExitCode.Done;
    }

    private void ShowSubmitted(Job job)
    {
        session.Out.WriteLine(SafeText.Line($"Job {job.Id} \"{job.Name}\" is {job.Status}."));
        if (Text(job, "render_output_path") is { } output && Path.GetDirectoryName(output) is { } folder)
            session.Say($"Frames: {folder}");
        if (!options.Watch)
            session.Say($"Watch it with `flamenco job {job.Id} --watch`.");
    }

    private static string? Text(Job job, string key) =>
        job.Settings?.TryGetValue(key, out var value) == true && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
