using Flamenco.JobTypes;
using Shouldly;

namespace Flamenco.Domain.Tests.JobTypes;

public class WhenAnEchoIsCompiled
{
    [Fact]
    public async Task it_says_something_and_then_sleeps()
    {
        var tasks = (await Submission.OfAnEcho().With("sleep_duration_seconds", 7).With("sleep_repeats", 2).TasksAsync()).Tasks;

        tasks.Select(task => (task.Number, task.Name, task.Type, task.Priority)).ShouldBe(
            [(1u, "echo", "misc", 50), (2u, "sleep", "misc", 50), (3u, "sleep", "misc", 50)]);
        tasks[0].Commands.Single().Parameters.ToString().ShouldBe("""{"message":"hello"}""");
        tasks[2].Commands.Single().Parameters.ToString().ShouldBe("""{"duration_in_seconds":7}""");
        tasks.Select(task => string.Join(' ', task.DependsOn)).ShouldBe(["", "1", "1"]);
    }

    [Fact]
    public async Task it_sleeps_once_for_a_second_if_nothing_is_said() =>
        (await Submission.OfAnEcho().TasksAsync()).Tasks[1].Commands.Single().Parameters.ToString().ShouldBe("""{"duration_in_seconds":1}""");

    [Fact]
    public async Task it_need_not_sleep() =>
        (await Submission.OfAnEcho().With("sleep_repeats", 0).TasksAsync()).Tasks.ShouldHaveSingleItem().Name.ShouldBe("echo");

    [Theory]
    [InlineData("sleep_duration_seconds")]
    [InlineData("sleep_repeats")]
    public async Task it_can_not_sleep_backwards(string key) =>
        (await Submission.OfAnEcho().With(key, -1).ProblemsAsync()).ShouldBe([$"the setting \"{key}\" is -1; it must be at least 0"]);

    [Fact]
    public async Task it_must_say_something() =>
        (await Submission.OfAnEcho().Without("message").ProblemsAsync()).ShouldBe(["the setting \"message\" is missing"]);

    [Fact]
    public async Task it_may_not_sleep_more_often_than_a_job_may_have_tasks() =>
        (await Submission.OfAnEcho(new JobTypeOptions { MostTasks = 3 }).With("sleep_repeats", int.MaxValue).ProblemsAsync())
            .ShouldHaveSingleItem().ShouldContain("2,147,483,648 tasks");
}
