using Flamenco.Domain.Compiling;

namespace Flamenco.JobTypes;

/// <summary>One job type that comes with the Server: a form, and the tasks that follow from what was filled in.</summary>
internal interface IBuiltInJobType
{
    /// <summary>The form as people and the Blender add-on see it.</summary>
    JobTypeSchema Schema { get; }

    /// <summary>What the Server insists on. Differs from the form where a setting only helps to fill in another one.</summary>
    JobTypeSchema Accepted => Schema;

    /// <summary>Reads the settings, and makes the tasks if nothing is wrong with them.</summary>
    /// <param name="job">What is compiled.</param>
    /// <param name="form">Its settings; whatever was wrong with them so far is known to it already.</param>
    CompileResult Compile(JobToCompile job, FilledForm form);
}
