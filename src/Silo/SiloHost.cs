using Flamenco.Domain.Compiling;
using Flamenco.Grains.Access;
using Flamenco.Grains.Jobs;
using Flamenco.Grains.Leases;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.JobTypes;
using Flamenco.Silo.Api;
using Flamenco.Silo.Cluster;
using Flamenco.Silo.FirstStart;
using Flamenco.Silo.Stores;
using Microsoft.Extensions.Options;

namespace Flamenco.Silo;

/// <summary>Composes a Server node: an Orleans silo, its store and the Server's HTTP API.</summary>
public static class SiloHost
{
    public const string DefaultUrl = "http://127.0.0.1:8081";

    /// <summary>The command line of a Server node.</summary>
    public static RoleCommand Command { get; } = new(
        "Flamenco Server node: an Orleans silo with its store and the Server's HTTP API.",
        [
            new("--urls", "Urls", $"Where the HTTP API listens; port 0 takes any free one. Default {DefaultUrl}."),
            new("--site-name", "SiteName", "Name of the first site of a new farm. Default main."),
            new("--store", "Store", "Where the farm is kept: sqlite (in the data folder), postgres, or memory. Default: postgres if one is named, else sqlite."),
            new("--postgres", "Postgres", "The PostgreSQL that keeps the farm: CONNECTION (keys and values, no password) or @FILE (mode 0600, with one). Also FLAMENCO_POSTGRES."),
            new("--volatile", "Volatile", "With --store memory: everything may be lost when the Server ends.", IsSwitch: true),
            new("--no-secrets", "NoSecrets", "Make no owner token, join secret or Manager key in the data folder: another node of this farm has them.", IsSwitch: true),
            new("--orleans-address", "Orleans:Address", "Address of this machine at which other silos and Managers reach this one. Default 127.0.0.1."),
            new("--insecure-orleans", "InsecureOrleans", "Let silos and Managers talk over a network without TLS: whoever reaches it can do anything with the farm.", IsSwitch: true),
            new("--orleans-silo-port", "Orleans:SiloPort", "Port between silos. Default: any free one."),
            new("--orleans-gateway-port", "Orleans:GatewayPort", "Port for Managers' Orleans clients. Default: any free one."),
            new("--insecure-http", "InsecureHttp", "Listen on a network without TLS: credentials travel in the clear.", IsSwitch: true),
        ]);

    /// <summary>Builds a node that has not been started.</summary>
    /// <param name="args">Command line; see <c>--help</c> and docs/configuration.md.</param>
    /// <param name="compiler">Turns jobs into tasks; null: the job types that come with the Server.</param>
    /// <exception cref="RefusedToStartException">It may not or can not run as it is configured.</exception>
    public static WebApplication Build(string[] args, IJobCompiler? compiler = null)
    {
        var builder = RoleConfiguration.CreateBuilder("silo", Command.Parse(args));
        RoleConfiguration.RefuseRoot(builder.Configuration, "Server");
        builder.AddWebDefaults(DefaultUrl);

        var store = StoreChoice.Of(builder.Configuration);
        var data = new DataFolder(builder.Configuration.Required("Data", "--data DIR"), store);
        builder.Services.AddStore(store, data);
        builder.AddSilo(store, data);

        // After the silo, so that they end before it does.
        AddServer(builder, compiler);

        builder.Services.AddSingleton<ICredentialsVerifier, TokenVerifier>();
        builder.Services
            .AddAuthentication(CredentialsHandler.SchemeName)
            .AddScheme<CredentialsOptions, CredentialsHandler>(CredentialsHandler.SchemeName, options => options.Flamenco3 = false);
        builder.Services.AddFlamencoPolicies();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddServerOpenApi();

        var app = builder.Build();
        app.UseWebDefaults(flamenco3: false);
        app.MapServerApi();
        return app;
    }

    private static void AddServer(WebApplicationBuilder builder, IJobCompiler? compiler)
    {
        var jobTypes = builder.Configuration.GetSection("JobTypes").Get<JobTypeOptions>() ?? new JobTypeOptions();
        if (jobTypes.Problem() is { } problem)
            throw new RefusedToStartException(problem);
        builder.Services.AddSingleton(compiler ?? new BuiltInJobTypes(jobTypes));
        builder.Services.AddSingleton<ISecretHasher, SecretHasher>();
        builder.Services.AddSingleton<IValidateOptions<JobOptions>, JobOptionsValidator>();
        builder.Services.AddOptions<JobOptions>().Bind(builder.Configuration.GetSection("Jobs")).ValidateOnStart();
        builder.Services.AddHostedService<JobWaker>();
        builder.Services.AddSingleton<IValidateOptions<LeaseOptions>, LeaseOptionsValidator>();
        builder.Services.AddOptions<LeaseOptions>().Bind(builder.Configuration.GetSection("Leases")).ValidateOnStart();
        builder.Services.AddHostedService<LeaseSweeper>();
        builder.Services.AddHostedService<FarmTimeKeeper>();
    }
}
