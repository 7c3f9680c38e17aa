using Flamenco.Domain.Compiling;
using Flamenco.Domain.Frames;

namespace Flamenco.JobTypes;

/// <summary>
/// A job's settings as its type reads them. What is wrong is collected, so that an artist hears everything at once; a
/// setting that is missing or of the wrong kind has been complained about already and is read as null.
/// </summary>
internal sealed class FilledForm(JobSettings settings, IEnumerable<string> problems, int mostTasks)
{
    private readonly List<string> _problems = [.. problems];

    public JobSettings Settings => settings;

    public bool IsFlawed => _problems.Count > 0;

    public CompileResult.Rejected Rejected => new(_problems);

    public void Complain(string problem) => _problems.Add(problem);

    public FrameRange? Frames(string key)
    {
        if (settings.Text(key) is not { } text)
            return null;

        try
        {
            return FrameRange.Parse(text);
        }
        catch (FrameRangeException exception)
        {
            Complain($"the setting \"{key}\": {exception.Message}");
            return null;
        }
    }

    public FarmPath? Path(string key, Func<string, string>? fill = null)
    {
        if (settings.Text(key) is not { } text)
            return null;

        var path = fill is null ? text : fill(text);
        if (FarmPath.Problem(path) is not { } problem)
            return new FarmPath(path);

        Complain($"the setting \"{key}\" is \"{path}\": {problem}");
        return null;
    }

    /// <summary>The number of a setting that must not be below <paramref name="least"/>.</summary>
    public int? AtLeast(string key, int least)
    {
        if (!settings.Values.ContainsKey(key))
            return null;

        var number = settings.Int32(key);
        if (number >= least)
            return number;

        Complain($"the setting \"{key}\" is {number}; it must be at least {least}");
        return null;
    }

    /// <summary>Complains if a job would have more tasks than a job may have.</summary>
    public void Expect(long tasks, string advice)
    {
        if (tasks > mostTasks)
            Complain($"the job would have {tasks:N0} tasks, and {mostTasks:N0} is the most that one job may have; {advice}");
    }
}
