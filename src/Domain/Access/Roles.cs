namespace Flamenco.Domain.Access;

/// <summary>What people and machines may do, by the names that tokens and the audit log use.</summary>
public static class Roles
{
    /// <summary>Sees everything, changes nothing.</summary>
    public const string Viewer = "viewer";

    /// <summary>Submits jobs, and commands those of their own.</summary>
    public const string Artist = "artist";

    /// <summary>Commands all jobs and Workers.</summary>
    public const string Operator = "operator";

    /// <summary>Everything.</summary>
    public const string Admin = "admin";

    /// <summary>May register Workers at one site, nothing else.</summary>
    public const string Join = "join";

    /// <summary>A site's Manager.</summary>
    public const string Manager = "manager";

    private static readonly string[] People = [Viewer, Artist, Operator, Admin];

    /// <summary>People with at least this role, among them that role itself.</summary>
    public static IReadOnlyList<string> AtLeast(string role) => People[Array.IndexOf(People, role)..];

    /// <summary>May this person command a job that <paramref name="submittedBy"/> submitted?</summary>
    public static bool MayCommand(string role, string name, string submittedBy) =>
        role is Operator or Admin || (role is Artist && name == submittedBy);
}
