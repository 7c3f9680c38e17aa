namespace Flamenco.Contracts.Server;

/// <summary>What an operator may do to a job: <c>POST /api/v1/jobs/{id}/{operation}</c>.</summary>
public enum JobOperation
{
    Cancel = 0,
    Pause = 1,
    Resume = 2,
    Requeue = 3,
}
