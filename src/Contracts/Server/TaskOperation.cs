namespace Flamenco.Contracts.Server;

/// <summary>What people may do to one task alone: <c>POST /api/v1/tasks/{id}/{operation}</c>.</summary>
public enum TaskOperation
{
    Cancel = 0,

    /// <summary>It is done again, whatever became of it; a job that had ended goes on.</summary>
    Requeue = 1,
}
