using System.CommandLine;
using System.Globalization;
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

var repeats = new Option<int>("--repeats") { Description = "How often it is measured; 1 to 10,000.", DefaultValueFactory = _ => 50 };
var firstProcess = new Command(
    "first-process", "Idle farm: from the submit's 2xx at the client to the Worker having started the task's first process.") { repeats };
firstProcess.SetAction((parsed, stop) => FirstProcess.RunAsync(parsed.GetValue(repeats), stop));

var tasks = new Option<int>("--tasks") { Description = "How many tasks the large job has; 1 to 200,000.", DefaultValueFactory = _ => 200_000 };
var bulk = new Command("bulk", "What other requests take while a large job is submitted, canceled, requeued and deleted, beside a quiet farm.") { tasks };
bulk.SetAction((parsed, stop) => Bulk.RunAsync(parsed.GetValue(tasks), stop));


var kind = new Option<string>("--store") { Description = "Which store.", DefaultValueFactory = _ => "sqlite" };
kind.AcceptOnlyFromAmong("sqlite", "postgres", "memory");
var seconds = new Option<double>("--seconds") { Description = "How long each measurement takes; 0.1 to 60.", DefaultValueFactory = _ => 2 };
var runs = new Option<int>("--runs") { Description = "How often everything is measured, committer and raw writes by turns; 1 to 100.", DefaultValueFactory = _ => 5 };
var json = new Option<bool>("--json") { Description = "Say nothing on standard error while it runs." };
var store = new Command("store", "Durable transitions a second through the committer, beside the same statements without it.") { kind, seconds, runs, json };
store.SetAction((parsed, stop) => StoreBenchmark.RunAsync(
    parsed.GetValue(kind)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(runs), parsed.GetValue(json) ? TextWriter.Null : Console.Error, stop));

var workers = new Option<int>("--workers") { Description = "How many Workers there are; 1 to 2,000.", DefaultValueFactory = _ => 64 };
var time = new Option<double>("--seconds") { Description = "How long each run is counted, after its warm-up; 1 to 600.", DefaultValueFactory = _ => 10 };
var alone = new Option<bool>("--no-baseline") { Description = "Measure the farm only, without its baselines." };
var dispatch = new Command("dispatch", "Full cycles: Workers ask for a task and report it completed, over HTTP to a Manager, both durable.") { kind, workers, time, runs, alone, json };
dispatch.SetAction((parsed, stop) => Dispatch.RunAsync(
    parsed.GetValue(kind)!, parsed.GetValue(workers), TimeSpan.FromSeconds(parsed.GetValue(time)), parsed.GetValue(runs), !parsed.GetValue(alone), Progress(parsed), stop));

var manyTasks = new Option<int>("--tasks") { Description = "How many tasks the job has; 1 to 10,000,000.", DefaultValueFactory = _ => 100_000 };
var submit = new Command("submit", "From the request that submits a large job until it is stored and a waiting Worker has one of its tasks.") { kind, manyTasks, runs, json };
submit.SetAction((parsed, stop) => Submit.RunAsync(parsed.GetValue(kind)!, parsed.GetValue(manyTasks), parsed.GetValue(runs), Progress(parsed), stop));

var pickups = new Option<int>("--repeats") { Description = "How many jobs are submitted; 1 to 100,000.", DefaultValueFactory = _ => 200 };
var waiting = new Option<int>("--workers") { Description = "How many Workers wait; 1 to 1,000.", DefaultValueFactory = _ => 1 };
var pickup = new Command("pickup", "From the 2xx of a submit to the task at a waiting Worker; 0 if it was there before.") { kind, pickups, waiting, json };
pickup.SetAction((parsed, stop) => Pickup.RunAsync(parsed.GetValue(kind)!, parsed.GetValue(pickups), parsed.GetValue(waiting), Progress(parsed), stop));

var idlers = new Option<int>("--workers") { Description = "How many Workers wait; 1 to 10,000.", DefaultValueFactory = _ => 1_000 };
var wait = new Option<double>("--seconds") { Description = "How long each run is; 1 to 600. As long as an ask may wait, or a multiple of that.", DefaultValueFactory = _ => 25 };
var idle = new Command("idle", "What Workers that wait for work cost, beside a farm without any.") { kind, idlers, wait, runs, json };
idle.SetAction((parsed, stop) => Idle.RunAsync(
    parsed.GetValue(kind)!, parsed.GetValue(idlers), TimeSpan.FromSeconds(parsed.GetValue(wait)), parsed.GetValue(runs), Progress(parsed), stop));

var many = new Option<int>("--workers") { Description = "How many Workers return at once; 1 to 10,000.", DefaultValueFactory = _ => 2_000 };
var herd = new Command("herd", "Many Workers at once after their Manager was killed and started again.") { kind, many, runs, json };
herd.SetAction((parsed, stop) => Herd.RunAsync(parsed.GetValue(kind)!, parsed.GetValue(many), parsed.GetValue(runs), Progress(parsed), stop));

var queued = new Option<int>("--tasks") { Description = "How many tasks the job has; 1,000 to 10,000,000.", DefaultValueFactory = _ => 1_000_000 };
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
