using Flamenco.Silo;

return await SiloHost.Command.RunAsync(args, async arguments =>
{
    await using var app = SiloHost.Build(arguments);
    try
    {
        await app.StartAsync();
    }
    catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
    {
        // It was told to stop while it waited for its database.
        return;
    }

    Console.WriteLine($"READY server={app.Urls.First()}");
    await app.WaitForShutdownAsync();
});
