using Flamenco.Cli;

return await CommandLine.RunAsync(args, Session.OfThisProcess());
