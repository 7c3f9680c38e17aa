using CsCheck;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Shouldly;

namespace Flamenco.Domain.Tests.Scheduling;

public class WhenJobsOfferWork
{
    private static readonly HashSet<JobId> Nobody = [];
    private static readonly WorkerProfile Renderer = new(Some.Worker(), ["blender"], Tags: []);

    [Fact]
    public void the_highest_priority_goes_first_then_the_oldest_then_the_id()
    {
        var book = new OfferBook();
        book.Take(Offer(1, priority: 50, age: 3));
        book.Take(Offer(2, priority: 90, age: 1));
        book.Take(Offer(3, priority: 90, age: 2));
        book.Take(Offer(4, priority: 90, age: 2));

        Order(book).ShouldBe([Some.Job(3), Some.Job(4), Some.Job(2), Some.Job(1)]);
    }

    [Fact]
    public void only_a_job_with_tasks_that_the_worker_can_run_is_found()
    {
        var book = new OfferBook();
        book.Take(Offer(1, runnable: new() { ["ffmpeg"] = 1 }));

        book.Best(Renderer, Nobody).ShouldBeNull();
        book.Best(Renderer with { TaskTypes = ["blender", "ffmpeg"] }, Nobody).ShouldBe(Some.Job(1));
    }

    [Fact]
    public void a_tagged_job_is_found_by_workers_with_that_tag_only()
    {
        var book = new OfferBook();
        book.Take(Offer(1, priority: 90) with { Tag = "gpu" });
        book.Take(Offer(2));

        book.Best(Renderer, Nobody).ShouldBe(Some.Job(2));
        book.Best(Renderer with { Tags = ["cpu"] }, Nobody).ShouldBe(Some.Job(2));
        book.Best(Renderer with { Tags = ["cpu", "gpu"] }, Nobody).ShouldBe(Some.Job(1));
    }

    [Fact]
    public void an_offer_of_nothing_takes_a_tagged_job_out_too()
    {
        var book = new OfferBook();
        book.Take(Offer(1, sequence: 1) with { Tag = "gpu" });

        book.Take(Offer(1, sequence: 2, runnable: []) with { Tag = "gpu" });

        book.Best(Renderer with { Tags = ["gpu"] }, Nobody).ShouldBeNull();
    }

    [Fact]
    public void a_new_offer_takes_the_place_of_the_last_one()
    {
        var book = new OfferBook();
        book.Take(Offer(1, sequence: 1, priority: 10));
        book.Take(Offer(2, sequence: 1, priority: 50));

        book.Take(Offer(1, sequence: 2, priority: 90));

        Order(book).ShouldBe([Some.Job(1), Some.Job(2)]);
    }

    [Fact]
    public void an_offer_of_nothing_takes_the_job_out()
    {
        var book = new OfferBook();
        book.Take(Offer(1, sequence: 1));

        book.Take(Offer(1, sequence: 2, runnable: []));

        book.Best(Renderer, Nobody).ShouldBeNull();
    }

    [Fact]
    public void a_late_offer_is_ignored()
    {
        var book = new OfferBook();
        book.Take(Offer(1, sequence: 5, runnable: new() { ["ffmpeg"] = 1 }));

        book.Take(Offer(1, sequence: 4)).ShouldBeEmpty();

        book.Best(Renderer, Nobody).ShouldBeNull();
    }

    [Fact]
    public void a_late_offer_does_not_bring_back_a_job_that_has_nothing_left()
    {
        var book = new OfferBook();
        book.Take(Offer(1, sequence: 5, runnable: []));

        book.Take(Offer(1, sequence: 4));

        book.Best(Renderer, Nobody).ShouldBeNull();
    }

    [Fact]
    public void another_life_of_the_jobs_grain_counts_from_one_again()
    {
        var book = new OfferBook();
        book.Take(Offer(1, sequence: 5, runnable: []));

        book.Take(Offer(1, sequence: 1) with { Source = new Guid(2, 0, 0, new byte[8]) });

        book.Best(Renderer, Nobody).ShouldBe(Some.Job(1));
    }

    [Fact]
    public void it_counts_the_jobs_that_offer_something()
    {
        var book = new OfferBook();
        book.Take(Offer(1, sequence: 1));
        book.Take(Offer(2, sequence: 1, runnable: []));
        book.Count.ShouldBe(1);

        book.Take(Offer(1, sequence: 2, runnable: []));
        book.Count.ShouldBe(0);
    }

    [Fact]
    public void jobs_without_work_are_not_remembered_for_ever()
    {
        var book = new OfferBook();
        for (var number = 0; number <= 2_000; number++)
            book.Take(new Offer(JobId.Create(Some.Moment.AddSeconds(number)), 50, Some.Moment, Guid.Empty, 5, new Dictionary<string, int>()));

        book.Count.ShouldBe(0);
        book.Take(Offer(1));
        Order(book).ShouldBe([Some.Job(1)]);
    }

    [Fact]
    public void it_says_how_much_more_there_is_to_do_than_before()
    {
        var book = new OfferBook();
        book.Take(Offer(1, sequence: 1, runnable: new() { ["blender"] = 2, ["misc"] = 3 })).ShouldBe(new Dictionary<string, int> { ["blender"] = 2, ["misc"] = 3 }, ignoreOrder: true);

        book.Take(Offer(1, sequence: 2, runnable: new() { ["blender"] = 5, ["misc"] = 1, ["ffmpeg"] = 1 }))
            .ShouldBe(new Dictionary<string, int> { ["blender"] = 3, ["ffmpeg"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public void the_best_is_what_a_look_at_every_offer_finds() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 9], Gen.OneOf(10, 50, 90), Gen.Int[0, 3], Gen.OneOf("blender", "ffmpeg").List[0, 2]).List[1, 30]
            .Sample(offers =>
            {
                var book = new OfferBook();
                var model = new Dictionary<JobId, Offer>();
                foreach (var (job, sequence, priority, age, types) in offers)
                {
                    var offer = Offer((byte)job, sequence, priority, age, types.Distinct().ToDictionary(type => type, _ => 1));
                    book.Take(offer);
                    if (!model.TryGetValue(offer.Job, out var last) || last.Sequence < sequence)
                        model[offer.Job] = offer;
                }

                var best = model.Values.Where(offer => offer.Runnable.ContainsKey("blender")).Order(OfferOrder.Instance).FirstOrDefault();
                return book.Best(Renderer, Nobody) == best?.Job && book.Count == model.Values.Count(offer => offer.Runnable.Count > 0);
            });

    private static List<JobId> Order(OfferBook book)
    {
        var asked = new HashSet<JobId>();
        var order = new List<JobId>();
        while (book.Best(Renderer, asked) is { } job)
        {
            asked.Add(job);
            order.Add(job);
        }

        return order;
    }

    private static Offer Offer(byte job, long sequence = 1, int priority = 50, int age = 0, Dictionary<string, int>? runnable = null) =>
        new(Some.Job(job), priority, Some.Moment.AddHours(-age), Guid.Empty, sequence, runnable ?? new() { ["blender"] = 1 });
}
