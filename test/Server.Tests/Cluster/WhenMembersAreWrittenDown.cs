using System.Net;
using Flamenco.Server.Tests.Databases;
using Flamenco.Server.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Flamenco.Server.Tests.Cluster;

/// <summary>What Orleans' membership protocol wants of its table, by the statements that are ours.</summary>
[Collection(PostgresCluster.Name)]
public sealed class WhenMembersAreWrittenDown : IAsyncLifetime
{
    private ServerOnPostgres? _server;

    private IMembershipTable Table => _server.ShouldNotBeNull().Node.Services.GetRequiredService<IMembershipTable>();

    public async Task InitializeAsync() => _server = await ServerOnPostgres.StartAsync();

    public async Task DisposeAsync() => await _server.ShouldNotBeNull().DisposeAsync();

    [Fact]
    public async Task of_two_that_join_on_the_same_version_one_must_look_again()
    {
        var before = (await Table.ReadAllAsync()).Version;

        var joined = await Task.WhenAll(Table.InsertRowAsync(Member(1), before.Next()), Table.InsertRowAsync(Member(2), before.Next()));

        joined.Count(done => done).ShouldBe(1);
        (await Table.ReadAllAsync()).Version.Version.ShouldBe(before.Version + 1);
    }

    [Fact]
    public async Task a_member_is_changed_on_the_version_that_was_read_and_on_no_other()
    {
        var before = (await Table.ReadAllAsync()).Version;
        (await Table.InsertRowAsync(Member(1), before.Next())).ShouldBeTrue();
        var read = await Table.ReadRowAsync(Member(1).SiloAddress);
        var (member, etag) = read.Members.ShouldHaveSingleItem();
        member.Status = SiloStatus.Dead;
        member.SuspectTimes = [Tuple.Create(Member(2).SiloAddress, Some.Moment.UtcDateTime)];

        (await Table.UpdateRowAsync(member, etag, read.Version.Next())).ShouldBeTrue();
        (await Table.UpdateRowAsync(member, etag, read.Version.Next())).ShouldBeFalse();

        var changed = (await Table.ReadRowAsync(member.SiloAddress)).Members.ShouldHaveSingleItem().Item1;
        changed.Status.ShouldBe(SiloStatus.Dead);
        changed.SuspectTimes.ShouldBe(member.SuspectTimes);
        changed.ProxyPort.ShouldBe(Member(1).ProxyPort);
    }

    [Fact]
    public async Task a_sign_of_life_raises_no_version()
    {
        var before = (await Table.ReadAllAsync()).Version;
        await Table.InsertRowAsync(Member(1), before.Next());
        var alive = Member(1);
        alive.IAmAliveTime = Some.Moment.UtcDateTime.AddMinutes(1);

        await Table.UpdateIAmAliveAsync(alive);

        var after = await Table.ReadRowAsync(alive.SiloAddress);
        after.Version.Version.ShouldBe(before.Version + 1);
        after.Members.ShouldHaveSingleItem().Item1.IAmAliveTime.ShouldBe(alive.IAmAliveTime);
    }

    [Fact]
    public async Task only_the_dead_are_removed_and_only_the_old_ones()
    {
        await Table.InsertRowAsync(Member(1), (await Table.ReadAllAsync()).Version.Next());
        await Table.InsertRowAsync(Member(2, SiloStatus.Dead), (await Table.ReadAllAsync()).Version.Next());

        await Table.CleanupDefunctSiloEntriesAsync(Some.Moment.AddSeconds(-1));
        (await PortsAsync()).ShouldBe([1, 2]);
        await Table.CleanupDefunctSiloEntriesAsync(Some.Moment.AddSeconds(1));

        (await PortsAsync()).ShouldBe([1]);
    }

    /// <summary>Of the test's own members; the Server is one, too.</summary>
    private async Task<IEnumerable<int>> PortsAsync() =>
        (await Table.ReadAllAsync()).Members.Select(member => member.Item1.SiloAddress.Endpoint.Port).Where(port => port < 10).Order();

    private static MembershipEntry Member(int port, SiloStatus status = SiloStatus.Joining) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, port, 7),
        SiloName = $"silo {port}",
        HostName = "here",
        Status = status,
        ProxyPort = 100 + port,
        StartTime = Some.Moment.UtcDateTime,
        IAmAliveTime = Some.Moment.UtcDateTime,
    };
}
