using System.Reflection;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.ManagerGateway.Access;
using Flamenco.ManagerGateway.Api;
using Flamenco.ManagerGateway.CleanUp;
using Flamenco.ManagerGateway.Link;
using Flamenco.ManagerGateway.Sightings;
using Flamenco.ManagerGateway.Waiting;
using Flamenco.SiteServices.Logs;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Flamenco.ManagerGateway;

/// <summary>Composes a site's Manager: the site's HTTP API in front of the Server.</summary>
public static class GatewayHost
{
    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>The command line of a Manager.</summary>
    public static RoleCommand Command { get; } = new(
        "Flamenco Manager: the gateway of one studio site. Workers and artists talk to it; it talks to the Server.",
        [
            new("--urls", "Urls", $"Where the site API listens; port 0 takes any free one. Default {DefaultUrl}."),
            new("--server", "Server", "Address of the Server's HTTP API, for example http://127.0.0.1:8081; of a cluster those of its nodes, with commas between."),
            new("--manager-key-file", "ManagerKeyFile", "File with the Manager's key, from the Server's data folder."),
            new("--name", "Name", "The Manager's name for artists. Default Flamenco."),
            new("--public-url", "PublicUrl", "Address under which others reach this Manager. Default: where it listens."),
            new("--addon-url-file", "AddonUrlFile", "Keep in this file the address, with a token, for the Blender add-on."),
            new("--shared-storage", "SharedStorage", "Folder that artists and Workers share. Default: shared in the data folder."),
            new("--insecure-http", "InsecureHttp", "Listen on a network without TLS: credentials travel in the clear.", IsSwitch: true),
        ]);

    /// <summary>This program's version.</summary>
    public static string Version { get; } =
        typeof(GatewayHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Builds a Manager that has not been started.</summary>
    /// <param name="args">Command line; see <c>--help</c> and docs/configuration.md.</param>
    /// <param name="server">The services of a Server node in this process, to reach its grains without a network; null: over the network.</param>
    /// <exception cref="RefusedToStartException">It may not or can not run as it is configured.</exception>
    public static WebApplication Build(string[] args, IServiceProvider? server = null)
    {
        var builder = RoleConfiguration.CreateBuilder("manager", Command.Parse(args));
        RoleConfiguration.RefuseRoot(builder.Configuration, "Manager");
        builder.AddWebDefaults(DefaultUrl);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Site>();
        AddLink(builder, server);
        AddSite(builder);

        builder.Services.AddSingleton<ICredentialsVerifier, SiteVerifier>();
        builder.Services
            .AddAuthentication(CredentialsHandler.SchemeName)
            .AddScheme<CredentialsOptions, CredentialsHandler>(CredentialsHandler.SchemeName, options => options.Flamenco3 = true);
        builder.Services.AddFlamencoPolicies();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

        var app = builder.Build();
        app.UseWebDefaults(flamenco3: true);
        app.MapSiteApi();
        return app;
    }

    private static void AddLink(WebApplicationBuilder builder, IServiceProvider? server)
    {
        var key = ManagerKey.Of(builder.Configuration);
        if (server is not null)
        {
            var client = server.GetRequiredService<IClusterClient>();
            builder.Services.AddSingleton<IGrainFactory>(client);
            builder.Services.AddSingleton(key);
            builder.Services.AddHostedService<LocalSite>();
            return;
        }

        var options = ServerLinkOptions.Of(builder.Configuration);
        var directory = new ServerDirectory(ServerAddresses.Of(builder.Configuration), key, options);
        builder.Services.AddSingleton(directory);
        builder.Services.AddHostedService<SiteConnection>();
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster => cluster.ClusterId = cluster.ServiceId = "flamenco");
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = options.ResponseTimeout);
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = options.RefreshPeriod);
            client.Services.AddSingleton<IGatewayListProvider>(new ServerGatewayList(directory, options));
            client.AddOutgoingGrainCallFilter<RejectedCalls>();
            client.UseConnectionRetryFilter(async (_, cancellation) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation);
                return true;
            });
        });
    }

    private static void AddSite(WebApplicationBuilder builder)
    {
        var data = Path.GetFullPath(builder.Configuration.Required("Data", "--data DIR"));
        SecretFile.CreateFolder(data);
        builder.Services.AddSingleton(_ => new TaskLogs(Path.Combine(data, "logs")));
        builder.Services.AddSingleton(SiteSettings.Of(builder.Configuration, data));
        builder.Services.AddSingleton<WaitingWorkers>();
        builder.Services.AddSingleton<WorkerSightings>();
        builder.Services.AddHostedService<SightingReports>();
        builder.Services.AddSingleton<TaskDispatch>();
        builder.Services.AddSingleton<AttemptHolders>();
        builder.Services.AddSingleton<TaskNames>();
        builder.Services.AddSingleton<GatewayAddress>();
        builder.Services.AddSingleton<JobCleanUp>();
        builder.Services.AddHostedService(services => services.GetRequiredService<JobCleanUp>());
        builder.Services.AddHostedService<HintSubscription>();
        builder.Services.AddHostedService<AddonAddress>();

        var kestrel = builder.Services.Last(service => service.ServiceType == typeof(IServer));
        builder.Services.Replace(ServiceDescriptor.Singleton<IServer>(services => new TokenPathServer(
            (IServer)ActivatorUtilities.CreateInstance(services, kestrel.ImplementationType!))));
    }
}
