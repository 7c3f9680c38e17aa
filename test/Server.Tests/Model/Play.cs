using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;

namespace Flamenco.Server.Tests.Model;

/// <summary>One seed: a farm under faults for a while, then without, until its job has ended or is paused.</summary>
internal sealed class Play
{
    private const int StepsUnderFaults = 150;
    private const int MostInFlight = 14;
    private const int MostRounds = 40;

    private static readonly int Happenings = Enum.GetValues<Happening>().Length;

    private static readonly Dictionary<Happening, JobCommand> Commands = new()
    {
        [Happening.Cancel] = JobCommand.Cancel,
        [Happening.Pause] = JobCommand.Pause,
        [Happening.Resume] = JobCommand.Resume,
        [Happening.RequeueAll] = JobCommand.RequeueAll,
        [Happening.RequeueUnfinished] = JobCommand.RequeueUnfinished,
        [Happening.RequeueFailed] = JobCommand.RequeueFailed,
        [Happening.Delete] = JobCommand.Delete,
    };

    private readonly int _seed;
    private readonly Random _random;
    private readonly HashSet<Happening> _happenings;
    private readonly Traffic _traffic;
    private readonly FarmModel _farm;

    /// <summary>In some seeds all asks come from one Worker.</summary>
    private readonly int _atWork;

    private Play(int seed, Rules takenOut)
    {
        _seed = seed;
        _random = new Random(seed);
        var kept = _random.Next(1, Happenings);
        _happenings = [.. Enum.GetValues<Happening>().OrderBy(_ => _random.Next()).Take(kept).Order()];
        _traffic = new Traffic(_random, _happenings);
        _farm = new FarmModel(_random, _traffic, takenOut);
        _atWork = _random.Next(1, _farm.Workers.Count + 1);
    }

    /// <summary>Null if every invariant held; else the seed, the invariant and all steps up to there.</summary>
    public static async Task<string?> RunAsync(int seed, Rules takenOut = Rules.None)
    {
        var play = new Play(seed, takenOut);
        try
        {
            await play.RunAsync();
            return null;
        }
        catch (Exception exception)
        {
            return play.Report(exception);
        }
        finally
        {
            await play._traffic.DropAllAsync();
            await play._farm.DisposeAsync();
        }
    }

    private async Task RunAsync()
    {
        await _farm.StartAsync();
        _farm.Faults.On = _happenings.Contains(Happening.StoreFails);
        for (var step = 0; step < StepsUnderFaults; step++)
        {
            if (_traffic.Count >= MostInFlight || (_traffic.Count > 0 && _random.Next(3) != 0))
                await _traffic.AdvanceAsync();
            else
                Start();
            await _farm.CheckAsync();
        }

        await HealAsync();
    }

    /// <summary>Something new begins.</summary>
    private void Start()
    {
        switch (_random.Next(20))
        {
            case 0 or 1:
                Wake(_random.Next(_farm.Activations.Count));
                break;
            case 2 or 3 or 4:
                Interfere(_happenings.ElementAt(_random.Next(_happenings.Count)));
                break;
            default:
                Work(_farm.Workers[_random.Next(_atWork)]);
                break;
        }
    }

    private void Interfere(Happening happening)
    {
        var worker = _farm.Workers[_random.Next(_atWork)];
        switch (happening)
        {
            case Happening.ActivationForgets:
                var index = _random.Next(_farm.Activations.Count);
                _traffic.Note($"activation {index + 1} forgets");
                _farm.Activations[index].Forget();
                break;
            case Happening.WorkerRestarts:
                _traffic.Note($"{worker.Name} restarts");
                worker.Restart();
                break;
            case Happening.WorkerDeclaredLost:
                _traffic.Send($"{worker.Name} declared lost", () => _farm.DeclareLostAsync(worker));
                break;
            case Happening.CancelTask or Happening.RequeueTask:
                var (number, order) = (
                    (uint)_random.Next(1, FarmModel.Tasks + 1), happening is Happening.CancelTask ? SingleTaskCommand.Cancel : SingleTaskCommand.Requeue);
                _traffic.Send($"command {order} of task {number}", () => _farm.CommandAsync(number, order));
                break;
            default:
                if (Commands.TryGetValue(happening, out var command))
                    _traffic.Send($"command {command}", () => _farm.CommandAsync(command));
                break;
        }
    }

    /// <summary>A Worker does one of the things that it may do now.</summary>
    private void Work(ModelWorker worker)
    {
        switch (_random.Next(6))
        {
            case 0:
                Live(worker);
                break;
            case 1 when worker.IsBusy:
                var running = worker.Running.First();
                _traffic.Send($"{worker.Name} runs {running.Task.Number}", () => _farm.ProgressAsync(worker, running));
                break;
            default:
                if (worker.IsBusy)
                    Finish(worker, _happenings.Contains(Happening.WorkerFailsTasks) && _random.Next(3) == 0 ? "failed" : "completed");
                else if (worker.Unacknowledged.Count > 0 && _random.Next(2) == 0)
                    Report(worker);
                else if (!worker.IsWaiting)
                    Ask(worker);
                else if (_happenings.Contains(Happening.WorkerGivesUp))
                    GiveUp(worker);
                break;
        }
    }

    private void GiveUp(ModelWorker worker)
    {
        _traffic.Note($"{worker.Name} gives up its ask");
        worker.GiveUp();
    }

    private void Wake(int activation) => _traffic.Send($"beat of activation {activation + 1}", () => _farm.Activations[activation].WakeAsync());

    private void Ask(ModelWorker worker)
    {
        var ask = worker.Ask();
        _traffic.Send($"{worker.Name} asks, {ask.Ask}", () => _farm.AskAsync(worker, ask));
    }

    private void Live(ModelWorker worker)
    {
        var alive = worker.Alive();
        _traffic.Send($"{worker.Name} lives, closed {alive.Closed[0].Ask}, {alive.Attempts.Count} attempts", () => _farm.AliveAsync(worker, alive));
    }

    private void Finish(ModelWorker worker, string result)
    {
        worker.Finish(result);
        Report(worker);
    }

    private void Report(ModelWorker worker)
    {
        foreach (var (attempt, result) in worker.Unacknowledged)
        {
            _traffic.Send(
                $"{worker.Name} has {result} task {attempt.Task.Number}, attempt {attempt.Attempt}",
                () => _farm.ReportAsync(worker, attempt, result));
        }
    }

    /// <summary>Faults over: what is in flight arrives, Workers and beats go on as they do, and the job comes to an end.</summary>
    private async Task HealAsync()
    {
        _traffic.Note("faults are over");
        _traffic.BeSafe();
        _farm.Faults.On = false;
        for (var round = 0; round < MostRounds; round++)
        {
            while (_traffic.Count > 0)
            {
                await _traffic.AdvanceAsync();
                await _farm.CheckAsync();
            }

            if (round > 1 && await _farm.IsAtRestAsync())
                return;

            foreach (var worker in _farm.Workers)
            {
                if (worker.IsWaiting)
                    worker.GiveUp();
                Live(worker);
                if (worker.IsBusy)
                    Finish(worker, "completed");
                else if (worker.Unacknowledged.Count > 0)
                    Report(worker);
                else
                    Ask(worker);
            }

            Wake(0);
            Wake(1);
        }

        throw new ModelViolation($"faults are over and the job never ends: {await _farm.DescribeAsync()}");
    }

    private string Report(Exception exception) => string.Join(
        Environment.NewLine,
        [
            $"seed {_seed}: {(exception is ModelViolation ? exception.Message : exception)}",
            $"  happening: {string.Join(", ", _happenings)}",
            .. _traffic.Steps.Select((step, index) => $"  {index + 1}. {step}"),
        ]);
}
