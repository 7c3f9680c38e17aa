using Microsoft.Extensions.Hosting;

await Flamenco.Worker.WorkerHost.Build(args).RunAsync();
