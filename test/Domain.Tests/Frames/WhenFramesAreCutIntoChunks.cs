using CsCheck;
using Flamenco.Domain.Frames;
using Shouldly;

namespace Flamenco.Domain.Tests.Frames;

public class WhenFramesAreCutIntoChunks
{
    [Theory]
    [InlineData("1..10,20..25,40,3..8", 4, "1-4 5-8 9,10,20,21 22-25 40")]
    [InlineData("1-10,20-25,40", 4, "1-4 5-8 9,10,20,21 22-25 40")]
    [InlineData(" 1  .. 10,\t20..25\n,40 ", 4, "1-4 5-8 9,10,20,21 22-25 40")]
    [InlineData("47", 4, "47")]
    [InlineData("1-3", 3, "1-3")]
    [InlineData("1-10", 3, "1-3 4-6 7-9 10")]
    [InlineData("5,1-2", 10, "1,2,5")]
    [InlineData("1-3", int.MaxValue, "1-3")]
    public void they_are_in_order_and_a_chunk_may_span_a_gap(string frames, int size, string chunks) =>
        Chunks(frames, size).ShouldBe(chunks.Split(' '));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void a_chunk_of_no_frames_is_refused(int size) =>
        Should.Throw<FrameRangeException>(() => FrameRange.Parse("1-3").Chunks(size).ToList()).Message.ShouldContain("at least 1");

    [Fact]
    public void every_frame_is_in_exactly_one_chunk() =>
        Gen.Select(Some.FrameLists, Gen.Int[1, 20]).Sample((frames, size) =>
            FrameRange.Of(frames).Chunks(size).SelectMany(chunk => chunk.Frames).SequenceEqual(frames.Distinct().Order()));

    [Fact]
    public void all_chunks_but_the_last_are_full() =>
        Gen.Select(Some.FrameLists, Gen.Int[1, 20]).Sample((frames, size) =>
        {
            var chunks = FrameRange.Of(frames).Chunks(size).ToList();
            return chunks.SkipLast(1).All(chunk => chunk.Count == size) && chunks[^1].Count is > 0 and var last && last <= size;
        });

    private static IEnumerable<string> Chunks(string frames, int size) =>
        FrameRange.Parse(frames).Chunks(size).Select(chunk => chunk.ToString());
}
