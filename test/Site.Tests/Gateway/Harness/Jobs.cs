using System.Text.Json;

namespace Flamenco.Site.Tests.Gateway.Harness;

/// <summary>Jobs as the add-on submits them.</summary>
internal static class Jobs
{
    /// <param name="message">What the first task says.</param>
    /// <param name="more">Tasks that wait for the first.</param>
    public static string Echo(string message = "hello", int more = 0) =>
        $$"""
        {
          "name": "a try", "type": "echo-sleep-test", "priority": 50, "submitter_platform": "linux", "metadata": {},
          "settings": { "message": {{JsonSerializer.Serialize(message)}}, "sleep_duration_seconds": 0, "sleep_repeats": {{more}} },
          "initial_status": "queued"
        }
        """;
}
