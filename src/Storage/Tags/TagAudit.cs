using Flamenco.Domain.Identity;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Tags;

/// <summary>What the audit log says of tags.</summary>
internal static class TagAudit
{
    public static AuditEntry Created(TagRow tag, OperationBy by) => new(by, "create-tag", tag.Id.ToString(), "", tag.Name);

    public static AuditEntry Updated(TagRow before, TagRow after, OperationBy by) =>
        new(by, "update-tag", after.Id.ToString(), Words(before), Words(after));

    public static AuditEntry Deleted(TagRow tag, OperationBy by) => new(by, "delete-tag", tag.Id.ToString(), tag.Name, "");

    /// <summary>For each job that has lost its tag with the tag.</summary>
    public static AuditEntry Untagged(JobId job, TagRow tag, OperationBy by) => new(by, "tag-job", job.ToString(), tag.Name, "");

    public static OperationEntry Lost(JobId job, TagRow tag, OperationBy by) =>
        new(job, by.Who, "tag", $"the tag {tag.Name} was deleted: the job is for all Workers");

    public static AuditEntry Assigned(WorkerId worker, IEnumerable<TagId> before, IEnumerable<TagId> after, OperationBy by) =>
        new(by, "tag-worker", worker.ToString(), string.Join(' ', before), string.Join(' ', after));

    private static string Words(TagRow tag) => tag.Description.Length > 0 ? $"{tag.Name}: {tag.Description}" : tag.Name;
}
