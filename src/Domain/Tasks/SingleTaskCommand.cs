namespace Flamenco.Domain.Tasks;

/// <summary>What a person may ask of one task alone.</summary>
public enum SingleTaskCommand
{
    Cancel = 0,

    /// <summary>Once more, whatever became of it; who failed it is forgotten.</summary>
    Requeue = 1,
}
