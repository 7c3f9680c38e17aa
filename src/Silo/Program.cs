using Flamenco.Silo;

return await SiloHost.Command.RunAsync(args, async arguments =>
{
    await using var app = SiloHost.Build(arguments);
    await app.StartAsync();
    Console.WriteLine($"READY server={app.Urls.First()}");
    await app.WaitForShutdownAsync();
});
