using Flamenco.Worker.Delivery;

namespace Flamenco.Worker.Execution;

/// <summary>What a running task tells: its log and its steps. A command's steps never count for more than it has.</summary>
internal sealed class TaskReport(IAttemptOutbox outbox, int stepsTotal)
{
    private readonly Lock _lock = new();
    private int _before;
    private int _ofCommand;
    private int _here;

    public int Steps
    {
        get
        {
            lock (_lock)
                return _before + _here;
        }
    }

    public void Log(string line) => outbox.Log(line);

    /// <summary>A command begins that has so many steps.</summary>
    public void Begin(int steps)
    {
        lock (_lock)
            (_before, _ofCommand, _here) = (_before + _here, steps, 0);
    }

    /// <summary>One step of the running command is done.</summary>
    public void Step()
    {
        lock (_lock)
        {
            if (_here >= _ofCommand)
                return;
            _here++;
            outbox.Progress(_before + _here, $"{_before + _here} of {stepsTotal} steps done");
        }
    }

    /// <summary>The running command is done, and with it all its steps.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_here == _ofCommand)
                return;
            _here = _ofCommand;
            outbox.Progress(_before + _here, $"{_before + _here} of {stepsTotal} steps done");
        }
    }
}
