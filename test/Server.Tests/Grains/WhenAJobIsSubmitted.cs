using System.Text.Json;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Farm;
using Flamenco.Grains.Interfaces.Jobs;

namespace Flamenco.Server.Tests.Grains;

[Collection(OnTheFarm.Name)]
public class WhenAJobIsSubmitted(TestFarm farm)
{
    [Fact]
    public async Task every_one_of_its_tasks_answers_through_its_grain_though_none_was_ever_assigned()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 300));

        for (var number = 1u; number <= 301; number++)
        {
            var task = await site.TaskAsync(job.Task(number));

            task.Id.ShouldBe(job.Task(number));
            (task.Name, task.Status, task.Attempt).ShouldBe((number == 1 ? "echo" : "sleep", "queued", 0));
            task.DependsOn.ShouldBe(number == 1 ? [] : [job.Task(1)]);
            JsonDocument.Parse(task.Commands).RootElement[0].GetProperty("name").GetString().ShouldBe(task.Name);
        }
    }

    [Fact]
    public async Task its_grain_answers_with_what_was_submitted_and_what_became_of_it()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 3) with { Metadata = new Dictionary<string, string> { ["project"] = "sprite" } });

        var view = await site.JobAsync(job);

        (view.Status, view.SubmittedBy, view.Manager, view.StepsTotal).ShouldBe(("queued", "ada", site.Id, 4));
        view.TaskCounts.ShouldBe(new Dictionary<string, int> { ["queued"] = 4 }, ignoreOrder: true);
        view.StepsByType["misc"].ShouldBe(new StepCountView(0, 4));
        view.Metadata["project"].ShouldBe("sprite");
    }

    [Fact]
    public async Task lists_show_it_and_its_tasks()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 4));

        var jobs = await farm.Grains.Farm().JobsAsync(new JobsQuery(10, After: null, site.Id));
        var first = await farm.Grains.Farm().TasksAsync(new TasksQuery(job, Limit: 3, After: 0));
        var second = await farm.Grains.Farm().TasksAsync(new TasksQuery(job, Limit: 3, After: first.Next!.Value));

        jobs.Jobs.ShouldHaveSingleItem().Id.ShouldBe(job);
        first.Tasks.Concat(second.Tasks).Select(task => task.Id.Number).ShouldBe([1u, 2u, 3u, 4u, 5u]);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task again_with_the_same_key_the_first_job_is_the_answer()
    {
        var site = await farm.SiteAsync();
        var submission = site.Echo() with { IdempotencyKey = Guid.NewGuid().ToString() };
        var first = await site.SubmitAsync(submission);
        var second = JobId.Create(Some.Moment);

        var result = await farm.Grains.Job(second).SubmitAsync(submission);

        var submitted = result.ShouldBeOfType<SubmitResult.Submitted>();
        (submitted.Repeated, submitted.Job.Id).ShouldBe((true, first));
        await farm.ShouldLeaveNoActivationAsync(farm.Grains.Job(second));
    }

    [Fact]
    public async Task again_with_the_same_key_and_other_content_it_is_refused()
    {
        var site = await farm.SiteAsync();
        var submission = site.Echo() with { IdempotencyKey = Guid.NewGuid().ToString() };
        await site.SubmitAsync(submission);

        var result = await farm.Grains.Job(JobId.Create(Some.Moment)).SubmitAsync(submission with { Priority = 51 });

        result.ShouldBeOfType<SubmitResult.KeyReused>();
    }

    [Fact]
    public async Task one_that_does_not_compile_is_refused_and_leaves_nothing()
    {
        var site = await farm.SiteAsync();
        var id = JobId.Create(Some.Moment);

        var result = await farm.Grains.Job(id).SubmitAsync(site.Echo() with { Settings = """{"message": "x", "mesage": "y"}""" });

        result.ShouldBeOfType<SubmitResult.Rejected>().Problems.ShouldHaveSingleItem().ShouldContain("mesage");
        (await farm.Grains.Job(id).GetAsync()).ShouldBeNull();
        await farm.ShouldLeaveNoActivationAsync(farm.Grains.Job(id));
    }

    [Fact]
    public async Task a_look_whether_it_would_compile_stores_nothing()
    {
        var site = await farm.SiteAsync();

        var good = await farm.Grains.Farm().CheckAsync(site.Echo());
        var bad = await farm.Grains.Farm().CheckAsync(site.Echo() with { Type = "no-such-type" });

        good.Problems.ShouldBeEmpty();
        bad.Problems.ShouldHaveSingleItem().ShouldContain("no-such-type");
        (await farm.Grains.Farm().JobsAsync(new JobsQuery(10, After: null, site.Id))).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task of_a_job_type_that_has_changed_meanwhile_the_submitter_hears_so()
    {
        var site = await farm.SiteAsync();

        var result = await farm.Grains.Job(JobId.Create(Some.Moment)).SubmitAsync(site.Echo() with { TypeEtag = "old" });

        result.ShouldBeOfType<SubmitResult.TypeChanged>().Type.ShouldBe("echo-sleep-test");
    }
}
