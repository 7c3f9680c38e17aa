using System.Runtime.InteropServices;
using System.Text.Json;

namespace Flamenco.Benchmarks;

/// <summary>What a benchmark prints.</summary>
internal static class Results
{
    private static readonly JsonSerializerOptions Shape = new() { WriteIndented = true };

    /// <summary>The value below which this share of the measurements lies.</summary>
    public static double At(List<double> measured, double share, int digits = 2)
    {
        var sorted = measured.Order().ToList();
        return Math.Round(sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - 1)], digits);
    }

    public static void Print(string benchmark, Dictionary<string, double> metrics, Dictionary<string, double> baseline, string store = "sqlite") => Console.WriteLine(
        JsonSerializer.Serialize(
            new
            {
                benchmark,
                store,
                metrics,
                baseline,
                machine = new { cores = Environment.ProcessorCount, os = RuntimeInformation.OSDescription, runtime = RuntimeInformation.FrameworkDescription },
            },
            Shape));
}
