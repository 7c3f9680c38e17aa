await Flamenco.ManagerGateway.GatewayHost.Build(args).RunAsync();
