using CsCheck;
using Flamenco.Domain.Identity;
using Shouldly;

namespace Flamenco.Domain.Tests.Identity;

public class WhenAnAttemptGetsAnAlias
{
    private static Gen<(TaskId Task, int Attempt)> Attempts { get; } =
        Gen.Select(Gen.Byte, Gen.UInt[1, uint.MaxValue], Gen.Int[2, 1_000_000]).Select((job, number, attempt) => (Some.Job(job).Task(number), attempt));

    [Fact]
    public void the_first_has_none() => AttemptAlias.Of(Some.Job().Task(1), 1).ShouldBeNull();

    [Fact]
    public void it_is_neither_a_tasks_id_nor_a_jobs() => Attempts.Sample((task, attempt) =>
    {
        var alias = AttemptAlias.Of(task, attempt)!.Value;
        return AttemptAlias.IsAlias(alias) && TaskId.From(alias) is null && JobId.From(alias) is null;
    });

    [Fact]
    public void a_tasks_id_is_none() => Attempts.Sample((task, _) => !AttemptAlias.IsAlias(task.Value));

    [Fact]
    public void it_is_the_same_for_the_same_attempt_and_another_for_another() => Gen.Select(Attempts, Attempts).Sample((one, other) =>
        (AttemptAlias.Of(one.Task, one.Attempt) == AttemptAlias.Of(other.Task, other.Attempt)) == (one == other));
}
