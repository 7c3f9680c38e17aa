using System.Net.Sockets;
using Flamenco.Faults.Sights;

namespace Flamenco.Faults;

/// <summary>One direction of one connection: reads, watches, and sends on what it may, one piece after the other.</summary>
internal sealed class Pipe(FaultyConnection connection, Direction direction, Socket from, Socket to, IReadOnlyList<Sight> sights)
{
    private const int MostInAPiece = 64 * 1024;

    private readonly List<(Sight Sight, IScan Scan)> _watching =
        [.. sights.Where(sight => sight.Direction == direction).Select(sight => (sight, sight.Begin()))];

    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = New();
    private Fault _lasting = new Fault.Pass();
    private bool _ended;
    private long _passed;

    /// <summary>Are bytes of it gone, so that what came after them would make no sense?</summary>
    public bool HasSwallowed { get; private set; }

    /// <summary>What happens from now on to all that it reads.</summary>
    public void Last(Fault fault)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _lasting = fault is Fault.Hold hold && hold.Direction != direction || fault is Fault.Duplicate twice && twice.Direction != direction
                ? new Fault.Pass()
                : fault;
            (changed, _changed) = (_changed, New());
        }

        changed.SetResult();
    }

    /// <summary>Tells the receiver that nothing more comes; what is still read is thrown away.</summary>
    /// <returns>False: it knew already, or it is gone.</returns>
    public bool End()
    {
        lock (_lock)
        {
            if (_ended)
                return false;
            _ended = true;
        }

        // Whoever waits has nothing to wait for any more.
        Last(new Fault.Pass());
        try
        {
            to.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Its sockets are about to be reset: nobody is to be told of an orderly end before that.</summary>
    public void Break()
    {
        lock (_lock)
            _ended = true;
    }

    public async Task RunAsync()
    {
        var buffer = new byte[MostInAPiece];
        FireByCount();
        while (await ReadAsync(buffer) is > 0 and var count)
            await WatchAsync(buffer.AsMemory(0, count));

        if (await MayPassAsync(bytes: 0) && End())
            connection.Tell(What.Ended, direction);
    }

    private async Task<int> ReadAsync(byte[] buffer)
    {
        try
        {
            return await from.ReceiveAsync(buffer);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // Whoever breaks off sends no more; the receiver is told that it ended.
            return 0;
        }
    }

    /// <summary>Sends a piece on, with what happens just before and just after the last byte of a sight.</summary>
    private async Task WatchAsync(ReadOnlyMemory<byte> piece)
    {
        var done = 0;
        foreach (var (last, seen) in Seen(piece.Span))
        {
            await PassAsync(piece[done..last]);
            foreach (var sight in seen)
            {
                connection.Tell(What.Seen, direction, detail: sight.Name);
                Fire(trigger => trigger == new Trigger.Seen(sight, Edge.Before));
            }

            done = last + 1;
            await PassAsync(piece[last..done]);
            foreach (var sight in seen)
                Fire(trigger => trigger == new Trigger.Seen(sight, Edge.After));
        }

        await PassAsync(piece[done..]);
    }

    private List<(int Last, List<Sight> Sights)> Seen(ReadOnlySpan<byte> piece)
    {
        var found = new List<(int, List<Sight>)>();
        if (_watching.Count is 0)
            return found;

        for (var index = 0; index < piece.Length; index++)
        {
            List<Sight> seen = [];
            foreach (var (sight, scan) in _watching)
            {
                if (scan.Next(piece[index]))
                    seen.Add(sight);
            }

            if (seen.Count > 0)
                found.Add((index, seen));
        }

        return found;
    }

    /// <summary>Lets bytes through, and stops where a rule that counts them says so.</summary>
    private async Task PassAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            FireByCount();
            var stop = connection.Link.NextStop(connection, direction) ?? long.MaxValue;
            var count = (int)Math.Min(bytes.Length, stop - _passed);
            await SendAsync(bytes[..count]);
            bytes = bytes[count..];
            _passed += count;
        }

        FireByCount();
    }

    private void FireByCount() =>
        Fire(trigger => trigger is Trigger.Bytes counted && counted.Direction == direction && counted.Count <= _passed);

    private void Fire(Func<Trigger, bool> isNow)
    {
        while (connection.Link.Take(connection, isNow) is { } rule)
            connection.Apply(rule.Then);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!await MayPassAsync(bytes.Length))
            return;

        try
        {
            await SendAllAsync(bytes);
            connection.Tell(What.Forwarded, direction, bytes.Length);
            if (_lasting is Fault.Duplicate)
            {
                await SendAllAsync(bytes);
                connection.Tell(What.Duplicated, direction, bytes.Length);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The receiver is gone. What still comes is thrown away until the sender hears of it.
            connection.Tell(What.Swallowed, direction, bytes.Length, gone.Message);
        }
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await to.SendAsync(bytes)..];
    }

    /// <summary>Waits for as long as what lasts says so. False: the bytes are not to go on.</summary>
    private async Task<bool> MayPassAsync(int bytes)
    {
        while (true)
        {
            Fault lasting;
            Task changed;
            lock (_lock)
                (lasting, changed) = (_lasting, _changed.Task);

            switch (lasting)
            {
                case var _ when _ended:
                    if (bytes > 0)
                        connection.Tell(What.Swallowed, direction, bytes, "this direction has ended");
                    return bytes is 0;
                case Fault.Blackhole:
                    HasSwallowed = true;
                    connection.Tell(What.Swallowed, direction, bytes);
                    return false;
                case Fault.Hold:
                    connection.Tell(What.Held, direction, bytes);
                    await changed;
                    break;
                case Fault.Delay delay:
                    var elapsed = Task.Delay(delay.By, connection.Link.Time);
                    connection.Tell(What.Delayed, direction, bytes);
                    if (await Task.WhenAny(elapsed, changed) == elapsed)
                        return true;
                    break;
                default:
                    return true;
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
