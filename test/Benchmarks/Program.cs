using System.CommandLine;
using Flamenco.Benchmarks;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

var repeats = new Option<int>("--repeats") { Description = "How often it is measured; 1 to 10,000.", DefaultValueFactory = _ => 50 };
var firstProcess = new Command(
    "first-process", "Idle farm: from the submit's 2xx at the client to the Worker having started the task's first process.") { repeats };
firstProcess.SetAction((parsed, stop) => FirstProcess.RunAsync(parsed.GetValue(repeats), stop));

var tasks = new Option<int>("--tasks") { Description = "How many tasks the large job has; 1 to 200,000.", DefaultValueFactory = _ => 200_000 };
var bulk = new Command("bulk", "What other requests take while a large job is submitted, canceled, requeued and deleted, beside a quiet farm.") { tasks };
bulk.SetAction((parsed, stop) => Bulk.RunAsync(parsed.GetValue(tasks), stop));

var root = new RootCommand("Measurements of Flamenco. Standard output carries one JSON object, everything else goes to standard error.") { firstProcess, bulk };
return await root.Parse(args).InvokeAsync();
