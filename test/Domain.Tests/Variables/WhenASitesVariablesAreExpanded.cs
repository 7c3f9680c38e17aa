using CsCheck;
using Flamenco.Domain.Variables;
using Shouldly;

namespace Flamenco.Domain.Tests.Variables;

public class WhenASitesVariablesAreExpanded
{
    private static readonly SiteVariables Site = SiteVariables.Default.OverlaidBy(new SiteVariables(
        new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["shots"] = new Dictionary<string, string> { ["linux"] = "/mnt/shots", ["windows"] = @"S:\shots" },
        }));

    [Theory]
    [InlineData("{shots}/a.blend", "linux", "/mnt/shots/a.blend")]
    [InlineData("{shots}/a.blend", "windows", @"S:\shots/a.blend")]
    [InlineData("{blender}", "linux", "blender")]
    [InlineData("{blender}", "windows", "blender.exe")]
    [InlineData("{blender} and {blender}", "darwin", "blender and blender")]
    public void each_platform_gets_its_own_value_or_that_of_all(string text, string platform, string expanded) =>
        Site.Expand(text, platform).ShouldBe(expanded);

    [Theory]
    [InlineData("{shots}/a.blend", "darwin")]
    [InlineData("{unknown}", "linux")]
    [InlineData("{", "linux")]
    [InlineData("{Shots}", "linux")]
    [InlineData("{ shots }", "linux")]
    public void what_has_no_value_stays_as_it_is(string text, string platform) =>
        Site.Expand(text, platform).ShouldBe(text);

    [Fact]
    public void a_site_that_configures_nothing_renders_without_the_scripts_of_the_file() =>
        SiteVariables.Default.Value("blenderArgs", "linux").ShouldBe("-b -Y");

    [Fact]
    public void the_sites_own_value_takes_the_place_of_the_default() =>
        SiteVariables.Default
            .OverlaidBy(new SiteVariables(new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["blender"] = new Dictionary<string, string> { ["all"] = "/opt/blender/blender" },
            }))
            .Expand("{blender} {blenderArgs}", "windows")
            .ShouldBe("/opt/blender/blender -b -Y");

    [Fact]
    public void a_text_without_braces_never_changes() =>
        Gen.String.Where(text => !text.Contains('{')).Sample(text => Site.Expand(text, "linux") == text);
}
