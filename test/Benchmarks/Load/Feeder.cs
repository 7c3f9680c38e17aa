using System.Text;
using System.Threading.Channels;
using Flamenco.Benchmarks.Roles;

namespace Flamenco.Benchmarks.Load;

/// <summary>
/// Keeps a queue as long as it is: submits a small job whenever as many tasks have been taken. A submit takes its time, so it is sent
/// by as much earlier as tasks were taken during the last ones.
/// </summary>
internal sealed class Feeder : IDisposable
{
    public const string JobName = "feed";

    private const int Clients = 8;

    /// <summary>How much the latest submit says about how early the next one must be.</summary>
    private const double Weight = 0.1;

    private readonly FeedOrder _order;
    private readonly byte[] _head;
    private readonly byte[] _body;
    private readonly Channel<int> _due = Channel.CreateUnbounded<int>();
    private readonly Lock _lock = new();
    private int _taken;
    private int _sent;
    private int _stored;
    private double _lead;
    private long _off;
    private int _looks;
    private int _worst;

    public Feeder(FeedOrder order)
    {
        _order = order;
        _head = Encoding.UTF8.GetBytes(
            $"POST /api/v1/jobs HTTP/1.1\r\nHost: {order.Server.Authority}\r\nAuthorization: Bearer {order.Token}\r\nContent-Type: application/json\r\n");
        _body = Encoding.UTF8.GetBytes(
            $$$"""{"name":"{{{JobName}}}","type":"{{{BenchmarkTasks.Type}}}","priority":50,"settings":{"tasks":{{{order.TasksAJob}}}}{{{(order.Tag is null ? "" : $",\"worker_tag\":\"{order.Tag}\"")}}}}""");
    }

    /// <summary>By how many tasks the queue was longer or shorter than at the start: on average, and at most.</summary>
    public (double Mean, int Worst) Deviation
    {
        get
        {
            lock (_lock)
                return (_looks == 0 ? 0 : (double)_off / _looks, _worst);
        }
    }

    public async Task RunAsync(CancellationToken over) =>
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => FeedAsync(over)));

    /// <summary>A Worker has taken a task.</summary>
    public void Taken()
    {
        lock (_lock)
        {
            _taken++;
            Note();
            if (_taken + _lead - _sent >= _order.TasksAJob / 2.0 && _due.Writer.TryWrite(_taken))
                _sent += _order.TasksAJob;
        }
    }

    /// <summary>What the queue was so far does not count.</summary>
    public void Forget()
    {
        lock (_lock)
            (_off, _looks, _worst) = (0, 0, 0);
    }

    public void Stop() => _due.Writer.TryComplete();

    public void Dispose() => Stop();

    private async Task FeedAsync(CancellationToken over)
    {
        using var connection = new Connection(_order.Server);
        await foreach (var takenBefore in _due.Reader.ReadAllAsync(over))
        {
            var answer = await connection.SendAsync(_head, _body, over);
            if (answer.Status != 201)
                throw new InvalidOperationException($"a job of the feeder was answered {answer.Status}: {answer.Text}");
            lock (_lock)
            {
                _stored += _order.TasksAJob;
                _lead += Weight * (_taken - takenBefore - _lead);
                Note();
            }
        }
    }

    private void Note()
    {
        var off = Math.Abs(_stored - _taken);
        _off += off;
        _looks++;
        _worst = Math.Max(_worst, off);
    }
}
