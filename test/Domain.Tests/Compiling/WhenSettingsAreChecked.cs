using System.Text.Json;
using Flamenco.Domain.Compiling;
using Shouldly;

namespace Flamenco.Domain.Tests.Compiling;

public class WhenSettingsAreChecked
{
    private static readonly JobTypeSchema Schema = new(
        "paint", "Paint", null,
        [
            new SettingSchema("file", SettingKind.Text) { Required = true },
            new SettingSchema("colour", SettingKind.Text) { Choices = ["red", "blue"], Default = Json("\"red\"") },
            new SettingSchema("coats", SettingKind.Int32) { Min = 1, Max = 9, Default = Json("2") },
            new SettingSchema("gloss", SettingKind.Float) { Min = 0 },
            new SettingSchema("dry", SettingKind.Bool),
        ],
        "etag");

    [Fact]
    public void defaults_are_filled_in_and_what_was_given_stays()
    {
        var (settings, problems) = Check("""{"file": "/a", "gloss": 0.5, "dry": true}""");

        problems.ShouldBeEmpty();
        settings.Text("file").ShouldBe("/a");
        settings.Text("colour").ShouldBe("red");
        settings.Int32("coats").ShouldBe(2);
        settings.Float("gloss").ShouldBe(0.5);
        settings.Bool("dry").ShouldBeTrue();
    }

    [Fact]
    public void everything_that_is_wrong_is_said_at_once() =>
        Check("""{"coats": "two", "gloss": -1, "shine": 3}""").Problems.ShouldBe(
        [
            "the job type paint has no setting \"shine\"; it has file, colour, coats, gloss, dry",
            "the setting \"file\" is missing",
            "the setting \"coats\" must be a whole number, not \"two\"",
            "the setting \"gloss\" is -1; it must be at least 0",
        ]);

    [Fact]
    public void what_is_right_can_be_read_beside_what_is_wrong()
    {
        var (settings, problems) = Check("""{"file": "/a", "coats": 10}""");

        problems.ShouldHaveSingleItem();
        settings.Text("file").ShouldBe("/a");
        settings.Values.ShouldNotContainKey("coats");
    }

    [Theory]
    [InlineData("file", "17", "must be a text")]
    [InlineData("file", "null", "is missing")]
    [InlineData("file", "\"\"", "is empty")]
    [InlineData("file", "\"  \"", "is empty")]
    [InlineData("file", "\"a\\u0000b\"", "control character")]
    [InlineData("file", "\"a\\nb\"", "control character")]
    [InlineData("file", "\"\\ud800\"", "half a character")]
    [InlineData("file", "\"\\udc00\\ud800\"", "half a character")]
    [InlineData("file", "[\"a\"]", "must be a text")]
    [InlineData("colour", "\"green\"", "must be one of red, blue, not \"green\"")]
    [InlineData("coats", "1.5", "must be a whole number")]
    [InlineData("coats", "3000000000", "must be a whole number")]
    [InlineData("coats", "1e999", "must be a whole number")]
    [InlineData("coats", "true", "must be a whole number")]
    [InlineData("coats", "0", "must be at least 1")]
    [InlineData("coats", "10", "may be at most 9")]
    [InlineData("gloss", "\"NaN\"", "must be a number")]
    [InlineData("gloss", "1e999", "must be a number")]
    [InlineData("dry", "1", "must be true or false")]
    [InlineData("dry", "\"true\"", "must be true or false")]
    public void a_value_of_the_wrong_kind_is_refused_with_the_settings_name(string key, string value, string words)
    {
        var problem = Check($$"""{"{{(key == "file" ? "coats" : "file")}}": {{(key == "file" ? "2" : "\"/a\"")}}, "{{key}}": {{value}}}""")
            .Problems.ShouldHaveSingleItem();

        problem.ShouldContain($"\"{key}\"");
        problem.ShouldContain(words);
    }

    [Fact]
    public void a_whole_number_may_be_written_as_a_float() =>
        Check("""{"file": "/a", "coats": 3.0}""").Settings.Int32("coats").ShouldBe(3);

    [Fact]
    public void a_text_of_unreasonable_length_is_refused() =>
        Check($$"""{"file": "{{new string('a', 10_001)}}"}""").Problems.ShouldHaveSingleItem().ShouldContain("longer than 10,000");

    [Fact]
    public void a_setting_that_need_not_be_given_may_be_null() =>
        Check("""{"file": "/a", "gloss": null}""").Problems.ShouldBeEmpty();

    private static (JobSettings Settings, IReadOnlyList<string> Problems) Check(string json) =>
        JobSettings.Check(Schema, Json(json).EnumerateObject().ToDictionary(member => member.Name, member => member.Value));

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
