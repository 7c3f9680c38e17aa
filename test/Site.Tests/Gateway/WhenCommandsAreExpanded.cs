using System.Text.Json;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Variables;
using Flamenco.ManagerGateway;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway;

public class WhenCommandsAreExpanded
{
    private static readonly SiteVariables Variables = new(new Dictionary<string, IReadOnlyDictionary<string, string>>
    {
        ["blender"] = new Dictionary<string, string> { ["linux"] = "/opt/blender", ["windows"] = @"C:\Blender ""4""\blender.exe" },
        ["jobs"] = new Dictionary<string, string> { ["all"] = "/farm/jobs", ["windows"] = @"J:\" },
    });

    [Theory]
    [InlineData("linux", "/opt/blender")]
    [InlineData("windows", @"C:\Blender ""4""\blender.exe")]
    public void a_worker_gets_the_value_for_its_platform(string platform, string expected) =>
        Expanded("""{ "exe": "{blender}" }""", platform).GetProperty("exe").GetString().ShouldBe(expected);

    [Fact]
    public void a_platform_without_a_value_of_its_own_gets_the_one_for_all() =>
        Expanded("""{ "path": "{jobs}/shot/######" }""", "darwin").GetProperty("path").GetString().ShouldBe("/farm/jobs/shot/######");

    [Fact]
    public void a_name_without_a_value_for_the_platform_stays() =>
        Expanded("""{ "exe": "{blender}" }""", "darwin").GetProperty("exe").GetString().ShouldBe("{blender}");

    [Fact]
    public void unknown_names_stay() =>
        Expanded("""{ "text": "{nobody} {} {" }""").GetProperty("text").GetString().ShouldBe("{nobody} {} {");

    [Fact]
    public void texts_in_lists_are_expanded_and_the_rest_of_the_list_stays() =>
        Expanded("""{ "args": ["--out", "{jobs}/a", 7, null, ["{jobs}"]] }""").GetProperty("args").GetRawText()
            .ShouldBe("""["--out","/farm/jobs/a",7,null,["{jobs}"]]""");

    [Fact]
    public void nested_objects_and_what_is_no_text_stay() =>
        Expanded("""{ "inner": { "path": "{jobs}" }, "number": 12345678901234567890, "yes": true, "nothing": null }""").GetRawText()
            .ShouldBe("""{"inner":{"path":"{jobs}"},"number":12345678901234567890,"yes":true,"nothing":null}""");

    [Fact]
    public void the_command_keeps_its_name_and_steps()
    {
        var command = Command("""{ "exe": "{blender}" }""");

        var expanded = CommandExpansion.Expand(command, Variables, "linux");

        expanded.Name.ShouldBe(command.Name);
        expanded.TotalStepCount.ShouldBe(command.TotalStepCount);
    }

    [Fact]
    public void the_command_as_it_is_stored_does_not_change()
    {
        var command = Command("""{ "exe": "{blender}" }""");

        CommandExpansion.Expand(command, Variables, "linux");

        command.Parameters.GetProperty("exe").GetString().ShouldBe("{blender}");
    }

    [Fact]
    public void parameters_that_are_no_object_stay() => Expanded("""["{jobs}"]""").GetRawText().ShouldBe("""["{jobs}"]""");

    private static JsonElement Expanded(string parameters, string platform = "linux") =>
        CommandExpansion.Expand(Command(parameters), Variables, platform).Parameters;

    private static Command Command(string parameters) =>
        new() { Name = "blender-render", Parameters = JsonDocument.Parse(parameters).RootElement, TotalStepCount = 3 };
}
