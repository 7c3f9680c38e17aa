using Flamenco.ManagerGateway;

return await GatewayHost.Command.RunAsync(args, async arguments =>
{
    await using var app = GatewayHost.Build(arguments);
    await app.StartAsync();
    Console.WriteLine($"READY manager={app.Urls.First()}");
    await app.WaitForShutdownAsync();
});
