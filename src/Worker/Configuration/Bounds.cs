namespace Flamenco.Worker.Configuration;

internal static class Bounds
{
    /// <summary>A message that names key, value and bound, if the value is out of its bounds.</summary>
    public static IEnumerable<string> Check(string key, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            yield return $"{key} is {value}; it must be {least} to {most}";
    }
}
