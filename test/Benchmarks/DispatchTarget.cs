using System.Diagnostics;
using Flamenco.Benchmarks.Load;
using Flamenco.Benchmarks.Roles;

namespace Flamenco.Benchmarks;

/// <summary>One run of the load against something.</summary>
internal sealed record DispatchRun(LoadResult Load, CpuSample Cpu, double LoadCpu)
{
    public double CyclesPerSecond => Math.Round(Load.Updates.Count / Load.Seconds, 1);

    public double Micros(double micros) => Math.Round(micros / Math.Max(1, Load.Updates.Count), 1);

    public override string ToString() =>
        $"{CyclesPerSecond:F0} cycles/s, ask p50 {Load.Asks.P50} p99 {Load.Asks.P99} worst {Load.Asks.Worst} ms, update p50 {Load.Updates.P50} p99 {Load.Updates.P99} ms, "
        + $"µs a cycle: silo {Micros(Cpu.Silo)}, Manager {Micros(Cpu.Manager)}, database {Micros(Cpu.Database)}, load {Micros(LoadCpu)}";
}

/// <summary>What the load goes to, with a load generator of its own: a farm, or the endpoint that does nothing.</summary>
internal sealed class DispatchTarget : IAsyncDisposable
{
    /// <summary>More than any run can use up.</summary>
    private const int MostCyclesPerSecond = 15_000;

    private readonly LoadGenerator _load = new();
    private readonly RoleProgram? _nothing;
    private double _queued;

    private DispatchTarget(string name, MeasuredFarm? farm, RoleProgram? nothing)
    {
        Name = name;
        Farm = farm;
        _nothing = nothing;
    }

    public string Name { get; }

    public MeasuredFarm? Farm { get; }

    public List<DispatchRun> Runs { get; } = [];

    public static async Task<DispatchTarget> FarmAsync(string store, int workers, CancellationToken stop)
    {
        var farm = await MeasuredFarm.StartAsync(store, stop);
        var target = new DispatchTarget(store, farm, nothing: null);
        await target._load.RegisterAsync(farm, workers, stop);
        return target;
    }

    public static async Task<DispatchTarget> NothingAsync(int workers, CancellationToken stop)
    {
        var nothing = await RoleProgram.StartAsync("endpoint that does nothing", "Flamenco.ManagerGateway", DoNothing.Verb, [], new Dictionary<string, string>(), stop);
        var target = new DispatchTarget("nothing", farm: null, nothing);
        await target._load.RegisterAsync(nothing.Url, "none", workers, stop);
        return target;
    }

    public async Task<DispatchRun> RunAsync(TimeSpan warmUp, TimeSpan time, CancellationToken stop)
    {
        var needed = (warmUp + time).TotalSeconds * MostCyclesPerSecond;
        if (Farm is not null && _queued < needed)
        {
            await Farm.SubmitAsync((int)needed, stop);
            _queued += needed;
        }

        List<(CpuSample Cpu, double Load)> marks = [];
        var began = Stopwatch.GetTimestamp();
        var load = await _load.RunAsync(warmUp, time, () => marks.Add((Cpu(), _load.CpuMicros)), stop);
        var run = new DispatchRun(load, marks[1].Cpu - marks[0].Cpu, marks[1].Load - marks[0].Load);
        // Those of the warm-up were taken away, too.
        _queued -= run.CyclesPerSecond * Stopwatch.GetElapsedTime(began).TotalSeconds;
        Runs.Add(run);
        return run;
    }

    public double Median(Func<DispatchRun, double> measured) => Results.At(Runs.ConvertAll(run => measured(run)), 0.5);

    public async ValueTask DisposeAsync()
    {
        await _load.DisposeAsync();
        if (_nothing is not null)
            await _nothing.DisposeAsync();
        if (Farm is not null)
            await Farm.DisposeAsync();
    }

    private CpuSample Cpu() => Farm?.Cpu() ?? new CpuSample(0, _nothing!.CpuMicros, 0);
}
