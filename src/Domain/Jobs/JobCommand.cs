namespace Flamenco.Domain.Jobs;

/// <summary>What a person may ask of a whole job.</summary>
public enum JobCommand
{
    Cancel = 0,
    Pause = 1,
    Resume = 2,

    /// <summary>Every task again, completed ones too.</summary>
    RequeueAll = 3,

    /// <summary>Every task again that is neither completed nor running.</summary>
    RequeueUnfinished = 4,

    /// <summary>What failed, and what was canceled because the job failed.</summary>
    RequeueFailed = 5,

    /// <summary>Job and tasks go; what is left is a tombstone.</summary>
    Delete = 6,

    /// <summary>What a person means who does not say which tasks: of a completed job every one, else those of <see cref="RequeueUnfinished"/>.</summary>
    Requeue = 7,
}
