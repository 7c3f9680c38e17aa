using System.Net.Sockets;
using Flamenco.Faults;
using static Flamenco.Server.Tests.Faults.TestedLink;

namespace Flamenco.Server.Tests.Faults;

public sealed class WhenALinkIsFaulty : IAsyncLifetime
{
    private readonly TestedLink _tested = new();

    private FaultyLink Link => _tested.Link;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _tested.DisposeAsync();

    [Fact]
    public async Task it_passes_everything_until_it_is_told_otherwise()
    {
        var (client, server) = await _tested.ConnectAsync();
        var big = new string('x', 1_000_000);

        await SayAsync(client, "ask");
        await HearsAsync(server, "ask");
        var saying = SayAllAsync(server, big);
        await HearsAsync(client, big);
        await saying;
        client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await HearsTheEndAsync(server);
        await SayAsync(server, "bye");
        await HearsAsync(client, "bye");

        server.Dispose();
        await HearsTheEndAsync(client);
        await Link.HappensAsync(What.Closed);
    }

    [Fact]
    public async Task a_delayed_piece_comes_when_its_time_has_come()
    {
        var (client, server) = await _tested.ConnectAsync();
        Link.Apply(new Fault.Delay(TimeSpan.FromSeconds(10)));

        await SayAsync(client, "ask");
        await Link.HappensAsync(What.Delayed);
        HasHeardNothing(server);

        _tested.Time.Advance(TimeSpan.FromSeconds(10));
        await HearsAsync(server, "ask");
    }

    [Fact]
    public async Task a_delay_that_is_taken_away_is_over_at_once()
    {
        var (client, server) = await _tested.ConnectAsync();
        Link.Apply(new Fault.Delay(TimeSpan.FromHours(1)));
        await SayAsync(client, "ask");
        await Link.HappensAsync(What.Delayed);

        Link.Heal();

        await HearsAsync(server, "ask");
    }

    [Fact]
    public async Task what_is_held_comes_late_and_in_order()
    {
        var (client, server) = await _tested.ConnectAsync();
        Link.Apply(new Fault.Hold(Direction.ToServer));

        await SayAsync(client, "one ");
        await Link.HappensAsync(What.Held);
        await SayAsync(client, "two ");
        await SayAsync(server, "the other direction goes on");
        await HearsAsync(client, "the other direction goes on");
        HasHeardNothing(server);
        Link.Apply(new Fault.Pass());
        await SayAsync(client, "three");

        await HearsAsync(server, "one two three");
    }

    [Fact]
    public async Task what_is_held_comes_even_when_its_sender_is_gone()
    {
        var (client, server) = await _tested.ConnectAsync();
        Link.Apply(new Fault.Hold(Direction.ToServer));
        await SayAsync(client, "the last words");
        await Link.HappensAsync(What.Held);

        Link.Apply(new Fault.Reset(Peer.Client));
        await IsResetAsync(client);
        HasHeardNothing(server);
        Link.Apply(new Fault.Pass());

        await HearsAsync(server, "the last words");
        await HearsTheEndAsync(server);
    }

    [Fact]
    public async Task a_blackhole_accepts_and_never_answers()
    {
        Link.Apply(new Fault.Blackhole());

        var client = await _tested.ConnectOnlyAsync();
        await SayAsync(client, "is anybody there?");
        await Link.HappensAsync(What.Swallowed);

        _tested.SomebodyWaits.ShouldBeFalse();
        HasHeardNothing(client);
    }

    [Fact]
    public async Task a_blackhole_swallows_on_open_connections_too_and_they_do_not_come_back()
    {
        var (client, server) = await _tested.ConnectAsync();
        Link.Apply(new Fault.Blackhole());
        await SayAsync(client, "lost");
        await Link.HappensAsync(What.Swallowed);
        HasHeardNothing(server);

        Link.Heal();

        await IsResetAsync(client);
        await IsResetAsync(server);
        var (another, anothersServer) = await _tested.ConnectAsync();
        await SayAsync(another, "found");
        await HearsAsync(anothersServer, "found");
    }

    [Fact]
    public async Task a_reset_is_heard_by_both_and_does_not_last()
    {
        var (client, server) = await _tested.ConnectAsync();

        Link.Apply(new Fault.Reset());

        await IsResetAsync(client);
        await IsResetAsync(server);
        var (another, anothersServer) = await _tested.ConnectAsync();
        await SayAsync(another, "again");
        await HearsAsync(anothersServer, "again");
    }

    [Theory]
    [InlineData(Direction.ToServer)]
    [InlineData(Direction.ToClient)]
    public async Task of_a_connection_closed_by_half_the_other_half_goes_on(Direction direction)
    {
        var (client, server) = await _tested.ConnectAsync();
        var (sender, receiver) = direction is Direction.ToServer ? (client, server) : (server, client);

        Link.Apply(new Fault.HalfClose(direction));

        await HearsTheEndAsync(receiver);
        await SayAsync(receiver, "still here");
        await HearsAsync(sender, "still here");
        await SayAsync(sender, "in vain");
        await Link.HappensAsync(What.Swallowed);
    }

    [Fact]
    public async Task a_cut_comes_after_the_bytes_that_are_counted()
    {
        Link.After(10, Direction.ToClient, new Fault.Cut());
        var (client, server) = await _tested.ConnectAsync();

        await SayAsync(client, "uncounted: this is the other direction");
        await SayAsync(server, "12345");
        await SayAsync(server, "67890 and more");

        await HearsAsync(client, "1234567890");
        await HearsTheEndAsync(client);
        await HearsAsync(server, "uncounted: this is the other direction");
        await HearsTheEndAsync(server);
    }

    [Fact]
    public async Task a_connection_can_be_cut_before_its_first_byte()
    {
        Link.After(0, Direction.ToServer, new Fault.Reset());

        await WhoConnectsIsResetAsync();
    }

    [Fact]
    public async Task a_piece_that_is_duplicated_comes_twice()
    {
        Link.Apply(new Fault.Duplicate(Direction.ToServer));
        var (client, server) = await _tested.ConnectAsync();

        await SayAsync(client, "ask ");
        await HearsAsync(server, "ask ask ");
        await SayAsync(server, "answer");
        await HearsAsync(client, "answer");

        HasHeardNothing(client);
    }

    [Fact]
    public async Task a_client_is_reset_when_nobody_listens_behind_it()
    {
        _tested.StopListening();

        await WhoConnectsIsResetAsync();
        await Link.HappensAsync(What.Refused);
    }

    /// <summary>The reset may be so quick that connecting itself hears of it.</summary>
    private async Task WhoConnectsIsResetAsync()
    {
        Socket client;
        try
        {
            client = await _tested.ConnectOnlyAsync();
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset)
        {
            return;
        }

        await IsResetAsync(client);
    }

    private static async Task SayAllAsync(System.Net.Sockets.Socket socket, string text)
    {
        var rest = System.Text.Encoding.ASCII.GetBytes(text).AsMemory();
        while (rest.Length > 0)
            rest = rest[await socket.SendAsync(rest)..];
    }
}
