namespace Flamenco.Contracts.Server;

/// <summary>Which tasks of a job are queued again: <c>POST /api/v1/jobs/{id}/requeue?what={scope}</c>.</summary>
public enum RequeueScope
{
    /// <summary>Every one, also what is completed or runs.</summary>
    All = 0,

    /// <summary>What is neither completed nor running. Not for a completed job.</summary>
    Unfinished = 1,

    /// <summary>What failed, and what was canceled because the job failed. For a job that is queued, active or failed.</summary>
    Failed = 2,
}
