using System.Text;
using Flamenco.Storage.Access;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage;

/// <summary>Looks through all text of a write before it is queued, so that it can not break the batch of others.</summary>
internal static class Storable
{
    /// <exception cref="UnstorableTextException">A text of it can not be stored.</exception>
    public static NewJob Checked(this NewJob job)
    {
        Check(job.Name, "the job's name");
        Check(job.Type, "the job's type");
        Check(job.Settings, "the job's settings");
        Check(job.Metadata, "the job's metadata");
        Check(job.ShamanCheckout, "the job's checkout");
        Check(job.WorkerTag, "the job's tag");
        Check(job.Fingerprint, "the fingerprint");
        job.By.Checked();
        foreach (var task in job.Tasks)
        {
            Check(task.Name, "a task's name");
            Check(task.Type, "a task's type");
        }

        return job;
    }

    /// <inheritdoc cref="Checked(NewJob)"/>
    public static OperationBy Checked(this OperationBy by)
    {
        Check(by.Who, "a person's name");
        Check(by.Role, "a role");
        Check(by.Address, "an address");
        Check(by.Reason, "the reason");
        Check(by.Key, "the idempotency key");
        return by;
    }

    /// <inheritdoc cref="Checked(NewJob)"/>
    public static SettleJob Checked(this SettleJob settle)
    {
        Check(settle.Settlement.Reason, "the reason");
        return settle;
    }

    /// <inheritdoc cref="Checked(NewJob)"/>
    public static AttemptProgress Checked(this AttemptProgress progress)
    {
        Check(progress.Activity, "the task's activity");
        return progress;
    }

    /// <inheritdoc cref="Checked(NewJob)"/>
    public static AttemptEnd Checked(this AttemptEnd end)
    {
        Check(end.Activity, "the task's activity");
        Check(end.Reason, "the reason");
        return end;
    }

    /// <inheritdoc cref="Checked(NewJob)"/>
    public static WorkerRow Checked(this WorkerRow worker)
    {
        Check(worker.Name, "the Worker's name");
        Check(worker.SecretHash, "the Worker's secret");
        Check(worker.Platform, "the Worker's platform");
        Check(worker.Address, "the Worker's address");
        Check(worker.Software, "the Worker's software");
        foreach (var type in worker.TaskTypes)
            Check(type, "a task type");
        return worker;
    }

    /// <inheritdoc cref="Checked(NewJob)"/>
    public static TokenRow Checked(this TokenRow token)
    {
        Check(token.Name, "the token's name");
        Check(token.Role, "the token's role");
        return token;
    }

    /// <inheritdoc cref="Checked(NewJob)"/>
    public static ManagerRow Checked(this ManagerRow manager)
    {
        Check(manager.Name, "the site's name");
        return manager;
    }

    /// <inheritdoc cref="Checked(NewJob)"/>
    public static TagRow Checked(this TagRow tag)
    {
        Check(tag.Name, "the tag's name");
        Check(tag.Description, "the tag's description");
        return tag;
    }

    private static void Check(string? text, string what)
    {
        if (text is null)
            return;

        for (var rest = text.AsSpan(); rest.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var surrogate;)
        {
            if (Rune.DecodeFromUtf16(rest[surrogate..], out _, out var length) is not System.Buffers.OperationStatus.Done)
                throw new UnstorableTextException(what);
            rest = rest[(surrogate + length)..];
        }

        if (text.Contains('\0'))
            throw new UnstorableTextException(what);
    }
}
