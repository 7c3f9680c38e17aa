namespace Flamenco.Contracts.Server;

/// <summary>What people may do to a whole job: <c>POST /api/v1/jobs/{id}/{operation}</c>.</summary>
public enum JobOperation
{
    Cancel = 0,
    Pause = 1,
    Resume = 2,
}
