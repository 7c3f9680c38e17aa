using System.Net;
using System.Net.Sockets;
using Flamenco.Faults.Sights;

namespace Flamenco.Faults;

/// <summary>A TCP proxy on a port of the loopback that does to its connections what it is told, at once or when a moment comes.</summary>
public sealed class FaultyLink : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Rule> _rules = [];
    private readonly List<(FaultyConnection Connection, Task Running)> _open = [];
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IPEndPoint _target;
    private readonly IReadOnlyList<Sight> _sights;
    private readonly int _seed;
    private readonly Task _accepting;
    private Func<Random, Rule?> _draw = _ => null;
    private Fault _lasting = new Fault.Pass();
    private int _connections;
    private bool _closed;

    internal FaultyLink(string name, IPEndPoint target, IReadOnlyList<Sight> sights, History history, TimeProvider time, int seed)
    {
        Name = name;
        History = history;
        Time = time;
        _target = target;
        _sights = sights;
        _seed = seed;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public string Name { get; }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Address { get; }

    internal History History { get; }

    internal TimeProvider Time { get; }

    /// <summary>Does this now to one connection.</summary>
    /// <param name="fault">What happens.</param>
    /// <param name="connection">Its number, as the history tells it.</param>
    public void Apply(Fault fault, int connection)
    {
        FaultyConnection? open;
        lock (_lock)
            open = _open.Find(one => one.Connection.Number == connection).Connection;
        open?.Apply(fault);
    }

    /// <summary>Does this now to every open connection; if it lasts, also to those that come.</summary>
    public void Apply(Fault fault)
    {
        List<FaultyConnection> open;
        lock (_lock)
        {
            if (fault is Fault.Pass or Fault.Delay or Fault.Hold or Fault.Blackhole or Fault.Duplicate)
                _lasting = fault;
            open = [.. _open.Select(one => one.Connection)];
        }

        History.Add(Name, 0, What.Faulted, detail: fault.ToString());
        foreach (var connection in open)
            connection.Apply(fault);
    }

    /// <summary>Does this once, on the connection where it is seen next.</summary>
    public void When(Sight sight, Fault fault, Edge edge = Edge.Before)
    {
        if (!_sights.Contains(sight))
            throw new ArgumentException($"{Name} does not watch for {sight}: name it when you open the link", nameof(sight));
        Add(new Rule(new Trigger.Seen(sight, edge), fault));
    }

    /// <summary>Does this once, to the connection that is the first to have so many bytes in this direction.</summary>
    public void After(long bytes, Direction direction, Fault fault) => Add(new Rule(new Trigger.Bytes(direction, bytes), fault));

    /// <summary>Draws a rule for every connection that comes; each has chances of its own that depend on the seed and its number only.</summary>
    public void OnEachConnection(Func<Random, Rule?> draw)
    {
        lock (_lock)
            _draw = draw;
    }

    /// <summary>Forgets all rules and passes.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _rules.Clear();
            _draw = _ => null;
            foreach (var (connection, _) in _open)
                connection.Rules.Clear();
        }

        Apply(new Fault.Pass());
    }

    /// <summary>Waits until this has happened on this link.</summary>
    /// <inheritdoc cref="Faults.History.HappensAsync"/>
    public Task<Happening> HappensAsync(What what, int times = 1) =>
        History.HappensAsync(happening => happening.Link == Name && happening.What == what, times);

    public async ValueTask DisposeAsync()
    {
        List<(FaultyConnection Connection, Task Running)> open;
        lock (_lock)
        {
            _closed = true;
            open = [.. _open];
        }

        _listener.Dispose();
        foreach (var (connection, _) in open)
            connection.Apply(new Fault.Reset());
        await _accepting;
        await Task.WhenAll(open.Select(one => one.Running));
    }

    /// <summary>Takes a rule whose moment this is; it will not happen again.</summary>
    internal Rule? Take(FaultyConnection connection, Func<Trigger, bool> isNow)
    {
        lock (_lock)
        {
            foreach (var rules in (List<Rule>[])[connection.Rules, _rules])
            {
                if (rules.Find(rule => isNow(rule.When)) is { } rule)
                {
                    rules.Remove(rule);
                    return rule;
                }
            }

            return null;
        }
    }

    /// <summary>After how many bytes in this direction something happens next; null: never.</summary>
    internal long? NextStop(FaultyConnection connection, Direction direction)
    {
        lock (_lock)
        {
            return _rules.Concat(connection.Rules)
                .Select(rule => rule.When)
                .OfType<Trigger.Bytes>()
                .Where(trigger => trigger.Direction == direction)
                .Min(trigger => (long?)trigger.Count);
        }
    }

    private void Add(Rule rule)
    {
        lock (_lock)
            _rules.Add(rule);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync();
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                return;
            }

            Welcome(client);
        }
    }

    private void Welcome(Socket client)
    {
        lock (_lock)
        {
            if (_closed)
            {
                client.Dispose();
                return;
            }

            var connection = new FaultyConnection(this, ++_connections, client, _lasting, _sights);
            // Multiplied, or neighbours would have nearly the same chances under neighbouring seeds.
            if (_draw(new Random(unchecked((_seed * 7919) + _connections))) is { } rule)
                connection.Rules.Add(rule);
            History.Add(Name, connection.Number, What.Opened);
            _open.Add((connection, ServeAsync(connection)));
        }
    }

    private async Task ServeAsync(FaultyConnection connection)
    {
        await Task.Yield();
        await connection.RunAsync(_target);
        History.Add(Name, connection.Number, What.Closed);
        lock (_lock)
            _open.RemoveAll(one => one.Connection == connection);
    }
}
