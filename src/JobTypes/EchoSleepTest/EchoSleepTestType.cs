using System.Text.Json;
using System.Text.Json.Nodes;
using Flamenco.Domain.Compiling;

namespace Flamenco.JobTypes.EchoSleepTest;

/// <summary>Says something, then waits some times: shows that a farm works without a renderer.</summary>
internal sealed class EchoSleepTestType : IBuiltInJobType
{
    private const string Message = "message";
    private const string Duration = "sleep_duration_seconds";
    private const string Repeats = "sleep_repeats";

    private const string TaskType = "misc";
    private const int TaskPriority = 50;

    public JobTypeSchema Schema { get; } = SchemaEtag.Sealed(new JobTypeSchema(
        "echo-sleep-test",
        "Echo Sleep Test",
        "Writes a message to the log, then sleeps. For trying out a farm",
        [
            new SettingSchema(Message, SettingKind.Text) { Required = true, Description = "Written to the log of the first task" },
            new SettingSchema(Duration, SettingKind.Int32)
            {
                Default = JsonSerializer.SerializeToElement(1), Description = "How long each sleep task takes, in seconds",
            },
            new SettingSchema(Repeats, SettingKind.Int32)
            {
                Default = JsonSerializer.SerializeToElement(1), Description = "How many sleep tasks there are",
            },
        ],
        Etag: ""));

    public CompileResult Compile(JobToCompile job, FilledForm form)
    {
        var message = form.Settings.Text(Message);
        var duration = form.AtLeast(Duration, 0);
        var repeats = form.AtLeast(Repeats, 0);
        form.Expect(1L + (repeats ?? 0), $"lower \"{Repeats}\"");
        if (form.IsFlawed || message is null || duration is null || repeats is null)
            return form.Rejected;

        return new CompileResult.Compiled(
            form.Settings.Values,
            [Echo(message), .. Enumerable.Range(0, repeats.Value).Select(index => Sleep(index, duration.Value))]);
    }

    private static CompiledTask Echo(string message) => new(
        1, "echo", TaskType, TaskPriority, [Parameters.Command("echo", new JsonObject { ["message"] = message })], []);

    private static CompiledTask Sleep(int index, int seconds) => new(
        (uint)index + 2, "sleep", TaskType, TaskPriority,
        [Parameters.Command("sleep", new JsonObject { ["duration_in_seconds"] = seconds })], [1]);
}
