using System.Net;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Placement;

namespace Flamenco.Server.Tests.Cluster;

public class WhenAGrainIsPlaced
{
    private const int Jobs = 3_000;

    private static readonly SiloAddress[] Silos = [Silo(1), Silo(2), Silo(3)];

    [Fact]
    public void a_task_wakes_where_its_job_is()
    {
        var jobs = SomeJobs();

        var apart = jobs.Where(job => Enumerable.Range(1, 20).Any(number => !Place(job.Task((uint)number).Value).Equals(Place(job.Value))));

        apart.ShouldBeEmpty();
    }

    [Fact]
    public void each_silo_gets_about_its_share()
    {
        var shares = SomeJobs().CountBy(job => Place(job.Value)).Select(share => share.Value).ToList();

        shares.Count.ShouldBe(Silos.Length);
        shares.ShouldAllBe(share => share > Jobs / 5 && share < Jobs / 2);
    }

    [Fact]
    public void only_those_of_a_silo_that_has_gone_move()
    {
        SiloAddress[] left = [Silos[2], Silos[0]];

        var moved = SomeJobs().Where(job => !Place(job.Value).Equals(Place(job.Value, left))).ToList();

        moved.ShouldNotBeEmpty();
        moved.ShouldAllBe(job => Place(job.Value).Equals(Silos[1]));
    }

    [Fact]
    public void a_silo_that_comes_back_gets_the_same_ones()
    {
        SiloAddress[] again = [Silos[0], SiloAddress.New(Silos[1].Endpoint, 99), Silos[2]];

        SomeJobs().ShouldAllBe(job => Place(job.Value).Endpoint.Equals(Place(job.Value, again).Endpoint));
    }

    private static List<JobId> SomeJobs() => [.. Enumerable.Range(0, Jobs).Select(_ => JobId.Create(Some.Moment))];

    private static SiloAddress Silo(int number) => SiloAddress.New(IPAddress.Loopback, 11_110 + number, 1);

    private static SiloAddress Place(Guid key) => Place(key, Silos);

    private static SiloAddress Place(Guid key, SiloAddress[] silos) => BesideJobDirector.SiloFor(GrainIdKeyExtensions.CreateGuidKey(key), silos);
}
