using Flamenco.Domain.Identity;

namespace Flamenco.Storage.Inspection;

/// <summary>Something that an inspection has come upon. Exactly one of these.</summary>
/// <param name="Invariant">What it is about.</param>
/// <param name="About">Whom it is about.</param>
/// <param name="Found">What was found, with the numbers.</param>
public abstract record Finding(Invariant Invariant, Subject About, string Found)
{
    /// <summary>The invariant does not hold. <paramref name="Mend"/> says what an operator can do.</summary>
    public sealed record Broken(Invariant Invariant, Subject About, string Found, string Mend) : Finding(Invariant, About, Found);

    /// <summary>Nothing is wrong, but it is worth knowing: it is in the works, or has a harmless cause.</summary>
    public sealed record Note(Invariant Invariant, Subject About, string Found) : Finding(Invariant, About, Found);
}

/// <summary>What a finding is about.</summary>
/// <param name="Kind">Of what kind it is.</param>
/// <param name="Id">Its id; for a grain its type and key, for a file its path.</param>
public sealed record Subject(SubjectKind Kind, string Id)
{
    public static Subject Job(Guid id) => new(SubjectKind.Job, id.ToString());

    /// <summary>A task; where the stored job id is none, it can only be named by its number.</summary>
    public static Subject Task(Guid job, uint number) => JobId.From(job) is { } id && number > 0
        ? new Subject(SubjectKind.Task, id.Task(number).ToString())
        : new Subject(SubjectKind.Task, $"{job}, task {number}");

    public static Subject Worker(Guid id) => new(SubjectKind.Worker, id.ToString());

    public static Subject Grain(string name) => new(SubjectKind.Grain, name);

    public static Subject Site(Guid id) => new(SubjectKind.Site, id.ToString());

    public static Subject File(string path) => new(SubjectKind.File, path);

    public override string ToString() => $"{Kind} {Id}";
}

public enum SubjectKind
{
    Job = 0,
    Task = 1,
    Worker = 2,
    Grain = 3,
    File = 4,
    Site = 5,
}
