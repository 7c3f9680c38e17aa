using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tags;

namespace Flamenco.Grains.Jobs;

/// <summary>Compiles a submitted job and stores it with all its tasks.</summary>
internal static class JobSubmission
{
    public static async Task<SubmitResult> SubmitAsync(
        JobId id, SubmitJob request, IJobStore jobs, ITagStore tags, IJobCompiler compiler, TimeProvider time, CancellationToken cancellation)
    {
        var fingerprint = Fingerprint(request);
        if (request.IdempotencyKey is { } key && await jobs.FindByKeyAsync(request.Actor.Name, key, cancellation) is { } known)
        {
            if (known.Fingerprint != fingerprint)
                return new SubmitResult.KeyReused();
            return await jobs.FindAsync(known.Job, cancellation) is { } first
                ? new SubmitResult.Submitted(JobViews.From(first), Repeated: true)
                : new SubmitResult.Deleted();
        }

        return await CompileAsync(id, request, tags, compiler, time, cancellation) switch
        {
            CompileResult.Rejected rejected => new SubmitResult.Rejected(rejected.Problems),
            CompileResult.TypeChanged changed => new SubmitResult.TypeChanged(changed.Type),
            CompileResult.Compiled compiled => await StoreAsync(id, request, compiled, fingerprint, jobs, cancellation),
            _ => throw new InvalidOperationException($"job {id}: the compiler gave no result"),
        };
    }

    public static async ValueTask<CompileResult> CompileAsync(
        JobId id, SubmitJob request, ITagStore tags, IJobCompiler compiler, TimeProvider time, CancellationToken cancellation)
    {
        if (request.WorkerTag is { } tag && (!Guid.TryParse(tag, out var named) || (await tags.FindAsync(new TagId(named), cancellation))?.Manager != request.Manager))
            return new CompileResult.Rejected([$"the site has no Worker tag {tag}; leave worker_tag out, or give the id of one of its tags"]);

        var settings = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(request.Settings) ?? [];
        return await compiler.CompileAsync(
            new JobToCompile(id, request.Name, request.Type, request.Priority, time.GetLocalNow(), settings, request.TypeEtag), cancellation);
    }

    private static async Task<SubmitResult> StoreAsync(
        JobId id, SubmitJob request, CompileResult.Compiled compiled, string fingerprint, IJobStore jobs, CancellationToken cancellation)
    {
        var written = await jobs.CreateAsync(
            new NewJob(
                id,
                request.Name,
                request.Type,
                request.Priority,
                JsonSerializer.Serialize(compiled.Settings),
                JsonSerializer.Serialize(request.Metadata),
                request.ShamanCheckoutId,
                request.WorkerTag,
                request.Manager,
                request.Paused,
                compiled.Tasks,
                request.Actor.By(reason: "", request.IdempotencyKey),
                fingerprint),
            cancellation);

        return written switch
        {
            Written<JobRow>.Applied applied => new SubmitResult.Submitted(JobViews.From(applied.Row), Repeated: false),
            Written<JobRow>.Repeated repeated => new SubmitResult.Submitted(JobViews.From(repeated.Row), Repeated: true),
            Written<JobRow>.Missing => new SubmitResult.Deleted(),
            _ => new SubmitResult.KeyReused(),
        };
    }

    private static string Fingerprint(SubmitJob request)
    {
        var text = JsonSerializer.Serialize(request with { IdempotencyKey = null, Actor = request.Actor with { Address = "" } });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
