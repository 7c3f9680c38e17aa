using CsCheck;
using Flamenco.Domain.Identity;
using Shouldly;

namespace Flamenco.Domain.Tests.Identity;

public class WhenATaskGetsAnId
{
    [Fact]
    public void it_is_its_jobs_with_the_number_in_the_low_32_bits() =>
        JobId.From(Guid.Parse("01234567-89ab-8cde-bf12-345600000000"))!.Value.Task(258).ToString()
            .ShouldBe("01234567-89ab-8cde-bf12-345600000102");

    [Fact]
    public void its_job_and_number_are_known_from_it() =>
        Gen.Select(WhenAJobGetsAnId.Jobs, Gen.UInt[1, uint.MaxValue]).Sample((job, number) =>
            TaskId.From(job.Task(number).Value) is { } task && task.Job == job && task.Number == number);

    [Fact]
    public void it_is_never_taken_for_a_job() =>
        Gen.Select(WhenAJobGetsAnId.Jobs, Gen.UInt[1, uint.MaxValue]).Sample((job, number) => JobId.From(job.Task(number).Value) is null);

    [Fact]
    public void there_is_no_task_zero() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Some.Job().Task(0));

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    [InlineData("01234567-89ab-4cde-bf12-345600000001")] // another version
    [InlineData("01234567-89ab-8cde-3f12-345600000001")] // another variant
    [InlineData("01234567-89ab-8cde-bf12-345600000000")] // a job
    public void what_is_no_tasks_id_is_not_taken_for_one(string forged) =>
        TaskId.From(Guid.Parse(forged)).ShouldBeNull();

    [Fact]
    public void any_uuid_is_a_job_or_a_task_or_neither_but_never_both() =>
        Gen.Guid.Sample(uuid => JobId.From(uuid) is null || TaskId.From(uuid) is null);
}
