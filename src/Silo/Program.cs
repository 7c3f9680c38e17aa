await Flamenco.Silo.SiloHost.Build(args).RunAsync();
