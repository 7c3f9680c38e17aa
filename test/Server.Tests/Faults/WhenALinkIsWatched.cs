using Flamenco.Faults;
using Flamenco.Faults.Sights;
using static Flamenco.Server.Tests.Faults.TestedLink;

namespace Flamenco.Server.Tests.Faults;

public sealed class WhenALinkIsWatched : IAsyncLifetime
{
    private static readonly Sight Pay = Sight.Of("pay", Direction.ToServer, "PAY"u8.ToArray());
    private static readonly Sight Paid = Sight.Of("paid", Direction.ToClient, "PAID"u8.ToArray());

    private readonly TestedLink _tested = new(seed: 7, Pay, Paid);

    private FaultyLink Link => _tested.Link;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _tested.DisposeAsync();

    [Fact]
    public async Task a_request_can_be_cut_off_before_it_is_whole()
    {
        Link.When(Pay, new Fault.Cut());
        var (client, server) = await _tested.ConnectAsync();

        await SayAsync(client, "please PAY 5");

        await HearsAsync(server, "please PA");
        await HearsTheEndAsync(server);
        await HearsTheEndAsync(client);
    }

    [Fact]
    public async Task a_request_can_be_forwarded_and_its_answer_lost()
    {
        Link.When(Paid, new Fault.Reset());
        var (client, server) = await _tested.ConnectAsync();

        await SayAsync(client, "PAY 5");
        await HearsAsync(server, "PAY 5");
        await SayAsync(server, "PAID");

        await HearsAsync(client, "PAI");
        await IsResetAsync(client);
        await IsResetAsync(server);
    }

    [Fact]
    public async Task a_fault_can_come_just_after_what_is_seen()
    {
        Link.When(Pay, new Fault.Hold(Direction.ToServer), Edge.After);
        var (client, server) = await _tested.ConnectAsync();

        await SayAsync(client, "PAY 5");
        await Link.HappensAsync(What.Held);

        await HearsAsync(server, "PAY");
        HasHeardNothing(server);
        Link.Apply(new Fault.Pass());
        await HearsAsync(server, " 5");
    }

    [Fact]
    public async Task a_sight_is_seen_however_it_is_torn()
    {
        Link.When(Pay, new Fault.Cut());
        var (client, server) = await _tested.ConnectAsync();

        foreach (var (letter, index) in "PAPAY".Select((letter, index) => (letter, index)))
        {
            await SayAsync(client, letter.ToString());
            if (index < 4)
                await HearsAsync(server, letter.ToString());
        }

        await HearsTheEndAsync(server);
        await Link.HappensAsync(What.Seen);
    }

    [Fact]
    public async Task a_rule_made_while_a_connection_is_open_counts_and_happens_once()
    {
        var (client, server) = await _tested.ConnectAsync();
        await SayAsync(client, "PAY ");
        await HearsAsync(server, "PAY ");

        Link.When(Pay, new Fault.Reset());
        await SayAsync(client, "PAY");
        await IsResetAsync(client);

        var (another, anothersServer) = await _tested.ConnectAsync();
        await SayAsync(another, "PAY");
        await HearsAsync(anothersServer, "PAY");
    }

    [Fact]
    public void a_rule_about_what_is_not_watched_for_is_refused() =>
        Should.Throw<ArgumentException>(() => Link.When(PostgresSights.Commit, new Fault.Cut())).Message.ShouldContain("does not watch for COMMIT");

    [Fact]
    public async Task chance_is_the_same_under_the_same_seed()
    {
        await using var same = new TestedLink(seed: 7, Pay, Paid);
        await using var other = new TestedLink(seed: 8, Pay, Paid);

        (await DrawnAsync(_tested)).ShouldBe(await DrawnAsync(same));
        (await DrawnAsync(other)).ShouldNotBe(await DrawnAsync(same));
    }

    [Fact]
    public async Task a_test_that_fails_tells_its_seed_and_what_happened()
    {
        var failure = await Should.ThrowAsync<FailedOnAFaultyNetworkException>(() => _tested.Network.TellAsync(async () =>
        {
            var (client, _) = await _tested.ConnectAsync();
            await SayAsync(client, "PAY 5");
            await Link.HappensAsync(What.Forwarded, times: 3);
            throw new InvalidOperationException("the sum is wrong");
        }));

        failure.Message.ShouldContain("the sum is wrong");
        failure.Message.ShouldContain("seed 7");
        failure.Message.ShouldContain("link#1 opened");
        failure.Message.ShouldContain("link#1 -> seen: pay");
        failure.Message.ShouldContain("link#1 -> forwarded 2 bytes");
    }

    /// <summary>After how many bytes each of some connections is cut.</summary>
    private static async Task<List<int>> DrawnAsync(TestedLink tested)
    {
        var drawn = new List<int>();
        tested.Link.OnEachConnection(chance =>
        {
            drawn.Add(chance.Next(100));
            return null;
        });
        for (var connection = 0; connection < 10; connection++)
            await tested.ConnectAsync();
        return drawn;
    }
}
