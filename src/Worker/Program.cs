return await Flamenco.Worker.WorkerProgram.RunAsync(args);
