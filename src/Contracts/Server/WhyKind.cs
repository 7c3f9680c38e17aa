namespace Flamenco.Contracts.Server;

/// <summary>What people ask a reason for.</summary>
public enum WhyKind
{
    Job = 0,
    Task = 1,
    Worker = 2,
}
