using System.Buffers.Binary;
using CsCheck;
using Flamenco.Domain.Identity;
using Shouldly;

namespace Flamenco.Domain.Tests.Identity;

public class WhenAJobGetsAnId
{
    [Fact]
    public void it_is_a_uuid_of_version_8_whose_low_32_bits_are_zero() =>
        Jobs.Sample(job =>
        {
            var bytes = job.Value.ToByteArray(bigEndian: true);
            return bytes[6] >> 4 == 8 && bytes[8] >> 6 == 2 && bytes[12..].All(b => b == 0);
        });

    [Fact]
    public void it_begins_with_the_moment_so_that_ids_sort_by_age() =>
        BinaryPrimitives.ReadInt64BigEndian(Some.Job().Value.ToByteArray(bigEndian: true)).ShouldSatisfyAllConditions(
            first => (first >> 16).ShouldBe(Some.Moment.ToUnixTimeMilliseconds()));

    [Fact]
    public void it_reads_as_people_expect_a_uuid_to_read() =>
        JobId.Create(DateTimeOffset.FromUnixTimeMilliseconds(0x0123_4567_89AB), [0xFC, 0xDE, 0xFF, 0x12, 0x34, 0x56]).ToString()
            .ShouldBe("01234567-89ab-8cde-bf12-345600000000");

    [Fact]
    public void two_of_the_same_moment_differ() =>
        JobId.Create(Some.Moment).ShouldNotBe(JobId.Create(Some.Moment));

    [Fact]
    public void it_is_known_again_by_its_uuid() =>
        Jobs.Sample(job => JobId.From(job.Value) == job);

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("01234567-89ab-4cde-bf12-345600000000")] // another version
    [InlineData("01234567-89ab-8cde-3f12-345600000000")] // another variant
    [InlineData("01234567-89ab-8cde-bf12-345600000001")] // a task of a job
    public void what_is_no_jobs_id_is_not_taken_for_one(string forged) =>
        JobId.From(Guid.Parse(forged)).ShouldBeNull();

    internal static Gen<JobId> Jobs { get; } =
        Gen.Select(Gen.Long[0, 1L << 44], Gen.Byte.Array[6])
            .Select((milliseconds, random) => JobId.Create(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), random));
}
