using System.Text.Json;

namespace Flamenco.Domain.Compiling;

/// <summary>A job type as people see it: what it is called and which settings it takes.</summary>
/// <param name="Name">Kebab-case, for example <c>simple-blender-render</c>.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people; may be null.</param>
/// <param name="Settings">In the order in which a form shows them.</param>
/// <param name="Etag">Opaque; changes when label, description or settings change.</param>
public sealed record JobTypeSchema(
    string Name, string Label, string? Description, IReadOnlyList<SettingSchema> Settings, string Etag);

public enum SettingKind
{
    Text = 0,
    Int32 = 1,
    Float = 2,
    Bool = 3,
}

/// <summary>One setting of a job type, with what the Blender add-on needs to fill it.</summary>
/// <param name="Key">Unique within the job type.</param>
/// <param name="Kind">What values it takes.</param>
public sealed record SettingSchema(string Key, SettingKind Kind)
{
    /// <summary>Must it be given? The Server refuses a job without it.</summary>
    public bool Required { get; init; }

    /// <summary>For <see cref="SettingKind.Text"/>: <c>file_path</c>, <c>dir_path</c>, <c>file_name</c>, <c>hashed_file_path</c>, or null.</summary>
    public string? Subtype { get; init; }

    /// <summary>For <see cref="SettingKind.Text"/>: the values allowed; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public string? Label { get; init; }

    public string? Description { get; init; }

    /// <summary>The value where none is given; null for none.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>A Python expression that the add-on evaluates in Blender; null for none.</summary>
    public string? Eval { get; init; }

    /// <summary>Does the add-on show a button that links the value to <see cref="Eval"/>? Null where there is no such button.</summary>
    public string? EvalDescription { get; init; }

    /// <summary><c>visible</c>, <c>hidden</c>, <c>submission</c> or <c>web</c>.</summary>
    public string Visible { get; init; } = "visible";

    /// <summary>False: read-only in the add-on.</summary>
    public bool Editable { get; init; } = true;

    /// <summary>The smallest value of a number; null for no bound.</summary>
    public double? Min { get; init; }

    /// <summary>The largest value of a number; null for no bound.</summary>
    public double? Max { get; init; }
}
