using System.CommandLine;
using Flamenco.Benchmarks;
using Flamenco.Benchmarks.Failover;
using Flamenco.Benchmarks.Stores;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

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

var silos = new Option<int>("--silos") { Description = "How many Server nodes; 2 to 8.", DefaultValueFactory = _ => 3 };
var failoverWorkers = new Option<int>("--workers") { Description = "How many simulated Workers; 1 to 256.", DefaultValueFactory = _ => 16 };
var failoverRuns = new Option<int>("--runs") { Description = "How often, undisturbed and with a kill by turns; 1 to 100.", DefaultValueFactory = _ => 1 };
var failover = new Command("failover", "What clients notice when a silo is killed under load, on PostgreSQL.") { silos, failoverWorkers, failoverRuns, json };
failover.SetAction((parsed, _) => FailoverBenchmark.RunAsync(
    parsed.GetValue(silos), parsed.GetValue(failoverWorkers), parsed.GetValue(failoverRuns), parsed.GetValue(json) ? TextWriter.Null : Console.Error));

var root = new RootCommand("Measurements of Flamenco. Standard output carries one JSON object, everything else goes to standard error.") { firstProcess, bulk, store, failover };
return await root.Parse(args).InvokeAsync();
