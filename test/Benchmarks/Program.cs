using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Flamenco.Benchmarks;
using Flamenco.Benchmarks.Failover;
using Flamenco.Benchmarks.Load;
using Flamenco.Benchmarks.Roles;
using Flamenco.Benchmarks.Stores;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

// Roles of a measurement, which this program starts as processes of their own.
switch (args)
{
    case [BenchmarkSilo.Verb, .. var rest]:
        return await BenchmarkSilo.RunAsync(rest);
    case [DoNothing.Verb]:
        return await DoNothing.RunAsync();
    case [LoadProgram.Verb]:
        return await LoadProgram.RunAsync(CancellationToken.None);
}

var json = new Option<bool>("--json") { Description = "Say nothing on standard error while it runs." };

var repeats = Whole("--repeats", "How often it is measured", 1, 10_000, 50);
var firstProcess = new Command(
    "first-process", "Idle farm: from the submit's 2xx at the client to the Worker having started the task's first process.") { repeats, json };
firstProcess.SetAction((parsed, stop) => FirstProcess.RunAsync(parsed.GetValue(repeats), stop));

var tasks = Whole("--tasks", "How many tasks the large job has", 1, 200_000, 200_000);
var bulk = new Command("bulk", "What other requests take while a large job is submitted, canceled, requeued and deleted, beside a quiet farm.") { tasks, json };
bulk.SetAction((parsed, stop) => Bulk.RunAsync(parsed.GetValue(tasks), stop));

var kind = new Option<string>("--store") { Description = "Which store.", DefaultValueFactory = _ => "sqlite" };
kind.AcceptOnlyFromAmong("sqlite", "postgres", "memory");
var seconds = Real("--seconds", "How long each measurement takes", 0.1, 60, 2);
var runs = Whole("--runs", "How often everything is measured, by turns", 1, 100, 5);
var store = new Command("store", "Durable transitions a second through the committer, beside the same statements without it.") { kind, seconds, runs, json };
store.SetAction((parsed, stop) => StoreBenchmark.RunAsync(
    parsed.GetValue(kind)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(runs), parsed.GetValue(json) ? TextWriter.Null : Console.Error, stop));

var workers = Whole("--workers", "How many Workers there are", 1, 2_000, 64);
var time = Real("--seconds", "How long each run is counted, after its warm-up", 1, 600, 10);
var alone = new Option<bool>("--no-baseline") { Description = "Measure the farm only, without its baselines." };
var dispatch = new Command("dispatch", "Full cycles: Workers ask for a task and report it completed, over HTTP to a Manager, both durable.") { kind, workers, time, runs, alone, json };
dispatch.SetAction((parsed, stop) => Dispatch.RunAsync(
    parsed.GetValue(kind)!, parsed.GetValue(workers), TimeSpan.FromSeconds(parsed.GetValue(time)), parsed.GetValue(runs), !parsed.GetValue(alone), Progress(parsed), stop));

var manyTasks = Whole("--tasks", "How many tasks the job has", 1, 10_000_000, 100_000);
var submit = new Command("submit", "From the request that submits a large job until it is stored and a waiting Worker has one of its tasks.") { kind, manyTasks, runs, json };
submit.SetAction((parsed, stop) => Submit.RunAsync(parsed.GetValue(kind)!, parsed.GetValue(manyTasks), parsed.GetValue(runs), Progress(parsed), stop));

var pickups = Whole("--repeats", "How many jobs are submitted", 1, 100_000, 200);
var waiting = Whole("--workers", "How many Workers wait", 1, 1_000, 1);
var pickup = new Command("pickup", "From the 2xx of a submit to the task at a waiting Worker; 0 if it was there before.") { kind, pickups, waiting, json };
pickup.SetAction((parsed, stop) => Pickup.RunAsync(parsed.GetValue(kind)!, parsed.GetValue(pickups), parsed.GetValue(waiting), Progress(parsed), stop));

var idlers = Whole("--workers", "How many Workers wait", 1, 10_000, 1_000);
var wait = Real("--seconds", "How long each run is; best as long as an ask may wait, or a multiple of that", 1, 600, 25);
var idle = new Command("idle", "What Workers that wait for work cost, beside a farm without any.") { kind, idlers, wait, runs, json };
idle.SetAction((parsed, stop) => Idle.RunAsync(
    parsed.GetValue(kind)!, parsed.GetValue(idlers), TimeSpan.FromSeconds(parsed.GetValue(wait)), parsed.GetValue(runs), Progress(parsed), stop));

var many = Whole("--workers", "How many Workers return at once", 1, 10_000, 2_000);
var herd = new Command("herd", "Many Workers at once after their Manager was killed and started again.") { kind, many, runs, json };
herd.SetAction((parsed, stop) => Herd.RunAsync(parsed.GetValue(kind)!, parsed.GetValue(many), parsed.GetValue(runs), Progress(parsed), stop));

var queued = Whole("--tasks", "How many tasks the job has", 1_000, 10_000_000, 1_000_000);
var memory = new Command("memory", "What a large queued job costs the Server's memory, and how long its grain takes to wake up.") { kind, queued, runs, json };
memory.SetAction((parsed, stop) => Memory.RunAsync(parsed.GetValue(kind)!, parsed.GetValue(queued), parsed.GetValue(runs), Progress(parsed), stop));

var lengths = Numbers("--tasks", "Lengths of the queues that are compared, one job each; with --jobs the largest of them is the one that is split.", [1_000, 1_000_000]);
var splits = Numbers("--jobs", "Compare one queue split into so many jobs, with one Worker more whose tag fits one job. Not given: the lengths are compared.", []);
var backlog = new Command("backlog", "Does the queue's length matter, or into how many jobs it is split?") { kind, lengths, splits, workers, time, runs, json };
backlog.SetAction((parsed, stop) => Backlog.RunAsync(
    parsed.GetValue(kind)!, parsed.GetValue(lengths)!, parsed.GetValue(splits)!, parsed.GetValue(workers), TimeSpan.FromSeconds(parsed.GetValue(time)), parsed.GetValue(runs), Progress(parsed), stop));

var root = new RootCommand("Measurements of Flamenco. Standard output carries one JSON object, everything else goes to standard error.") { firstProcess, bulk, store, dispatch, submit, backlog, pickup, memory, idle, herd };
root.Subcommands.Add(FailoverBenchmark.Command());
return await root.Parse(args).InvokeAsync();

TextWriter Progress(ParseResult parsed) => parsed.GetValue(json) ? TextWriter.Null : Console.Error;

Option<int[]> Numbers(string name, string description, int[] standard) => new(name)
{
    Description = description,
    DefaultValueFactory = _ => standard,
    CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',')).Select(text => int.Parse(text, CultureInfo.InvariantCulture))],
};

Option<int> Whole(string name, string description, int least, int most, int standard) => Bounded(name, description, least, most, standard);

Option<double> Real(string name, string description, double least, double most, double standard) => Bounded(name, description, least, most, standard);

Option<T> Bounded<T>(string name, string description, T least, T most, T standard)
    where T : struct, INumber<T>
{
    var option = new Option<T>(name) { Description = string.Create(CultureInfo.InvariantCulture, $"{description}; {least} to {most}."), DefaultValueFactory = _ => standard };
    option.Validators.Add(result =>
    {
        if (result.GetValue(option) is var value && (value < least || value > most))
            result.AddError($"{name} is {value}; it must be {least} to {most}.");
    });
    return option;
}
