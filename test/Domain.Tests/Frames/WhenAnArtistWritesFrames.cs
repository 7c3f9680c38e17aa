using System.Diagnostics;
using CsCheck;
using Flamenco.Domain.Frames;
using Shouldly;

namespace Flamenco.Domain.Tests.Frames;

public class WhenAnArtistWritesFrames
{
    [Theory]
    [InlineData("47", "47")]
    [InlineData("1-3", "1-3")]
    [InlineData("1..3", "1-3")]
    [InlineData("5,1-2", "1,2,5")]
    [InlineData("1..10,20..25,40,3..8", "1-10,20-25,40")]
    [InlineData(" 1  .. 10,\t20..25\n,40 ", "1-10,20-25,40")]
    [InlineData("0", "0")]
    [InlineData("3,3,3", "3")]
    [InlineData("7-7", "7")]
    [InlineData("2147483647", "2147483647")]
    public void blanks_order_doubles_and_the_kind_of_separator_do_not_matter(string written, string meant) =>
        FrameRange.Parse(written).ToString().ShouldBe(meant);

    [Theory]
    [InlineData(null, "is empty")]
    [InlineData("", "is empty")]
    [InlineData("   ", "is empty")]
    [InlineData(" 1 10", "\"1 10\" in \" 1 10\" is not a frame")]
    [InlineData("1,,3", "is not a frame")]
    [InlineData("1-", "is not a frame")]
    [InlineData("-5", "is not a frame")]
    [InlineData("1-5-9", "more than one separator")]
    [InlineData("-1-5", "more than one separator")]
    [InlineData("1...5", "is not a frame")]
    [InlineData("1.5", "is not a frame")]
    [InlineData("+1", "is not a frame")]
    [InlineData("0x10", "is not a frame")]
    [InlineData("2147483648", "is not a frame")]
    [InlineData("one", "is not a frame")]
    [InlineData("10-1", "holds no frame")]
    [InlineData("1-999999999", "more than 1,000,000 frames")]
    [InlineData("0-2147483647", "more than 1,000,000 frames")]
    [InlineData("1-600000,700000-1200000", "more than 1,000,000 frames")]
    public void what_is_no_frame_range_is_refused_with_words_that_help(string? written, string words) =>
        Should.Throw<FrameRangeException>(() => FrameRange.Parse(written)).Message.ShouldContain(words);

    [Fact]
    public void a_reversed_part_among_others_adds_nothing() =>
        FrameRange.Parse("10-1,4").ToString().ShouldBe("4");

    [Fact]
    public void frames_named_twice_do_not_count_twice() =>
        FrameRange.Parse("1-1000000,1-1000000").Count.ShouldBe(FrameRange.MostFrames);

    [Fact]
    public void a_short_text_that_names_many_frames_many_times_costs_no_more_than_the_frames()
    {
        var text = string.Join(',', Enumerable.Repeat("1-500000", 1_000));
        var started = Stopwatch.GetTimestamp();

        var range = FrameRange.Parse(text);

        range.Count.ShouldBe(500_000);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20), "adding 500 million frames one by one takes minutes");
    }

    [Fact]
    public void what_is_printed_reads_as_the_same_frames() =>
        Some.FrameLists.Sample(frames => FrameRange.Parse(FrameRange.Of(frames).ToString()).Frames.SequenceEqual(frames.Distinct().Order()));

    [Fact]
    public void what_is_printed_prints_the_same_again() =>
        Some.FrameLists.Sample(frames =>
        {
            var printed = FrameRange.Of(frames).ToString();
            return FrameRange.Parse(printed).ToString() == printed;
        });

    [Fact]
    public void any_text_is_a_range_or_a_refusal_and_nothing_else() =>
        Gen.String[Gen.Char["0123456789-., \t"], 0, 20].Sample(text =>
        {
            try
            {
                return FrameRange.Parse(text).Count > 0;
            }
            catch (FrameRangeException)
            {
                return true;
            }
        });
}
