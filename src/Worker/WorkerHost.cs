using Flamenco.Contracts.Site;
using Flamenco.Worker.Agent;
using Flamenco.Worker.Commands.Blender;
using Flamenco.Worker.Commands.Files;
using Flamenco.Worker.Commands.Misc;
using Flamenco.Worker.Commands.Video;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Data;
using Flamenco.Worker.Delivery;
using Flamenco.Worker.Execution;
using Flamenco.Worker.Frames;
using Flamenco.Worker.Machine;
using Flamenco.Worker.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker;

/// <summary>Composes a Worker: the agent on one render machine.</summary>
public static class WorkerHost
{
    /// <summary>
    /// Builds a Worker that has not been started. Arguments: see <c>--help</c>. Its <see cref="WorkerRun"/> service tells how it goes.
    /// </summary>
    /// <exception cref="StartRefusedException">A setting is wrong, or this is root without leave. Starting the host may throw it too.</exception>
    public static IHost Build(string[] args)
    {
        var line = CommandLine.Parse(args);
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "Flamenco.Worker" });
        Configure(builder.Configuration, line);
        RefuseRoot(builder.Configuration);

        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSystemd();
        // Longer than a process group's grace and the sign-off together.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        AddOptions(builder.Services, builder.Configuration);
        AddWorker(builder.Services);
        return Validated(builder.Build());
    }

    private static IHost Validated(IHost host)
    {
        try
        {
            host.Services.GetRequiredService<IStartupValidator>().Validate();
            return host;
        }
        catch (OptionsValidationException e)
        {
            host.Dispose();
            throw new StartRefusedException(string.Join('\n', e.Failures));
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            host.Dispose();
            throw new StartRefusedException(string.Join('\n', e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)));
        }
    }

    private static void Configure(ConfigurationManager configuration, CommandLine line)
    {
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        if (line.ConfigFile is { } file)
            configuration.AddJsonFile(
                File.Exists(file) ? Path.GetFullPath(file) : throw new StartRefusedException($"--config {file}: there is no such file"), optional: false);
        if (configuration["Worker:JoinSecret"] is not null)
            throw new StartRefusedException(CommandLine.JoinSecretElsewhere);
        configuration.AddEnvironmentVariables("FLAMENCO_");
        var own = new Dictionary<string, string?>();
        if (Environment.GetEnvironmentVariable("FLAMENCO_WORKER_NAME") is { Length: > 0 } name)
            own["Worker:Name"] = name;
        if (Environment.GetEnvironmentVariable("FLAMENCO_JOIN_SECRET") is { Length: > 0 } secret)
            own["Worker:JoinSecret"] = secret.Trim();
        if (Environment.GetEnvironmentVariable("FLAMENCO_ALLOW_ROOT") == "1")
            own["Worker:AllowRoot"] = "true";
        configuration.AddInMemoryCollection(own);
        configuration.AddInMemoryCollection(line.Settings);
    }

    private static void RefuseRoot(ConfigurationManager configuration)
    {
        if (Environment.IsPrivilegedProcess && !configuration.GetValue<bool>("Worker:AllowRoot"))
            throw new StartRefusedException(
                "this is root, and whatever a job does would be done as root. Use a user of its own for the Worker, or insist with --allow-root or FLAMENCO_ALLOW_ROOT=1");
    }

    private static void AddOptions(IServiceCollection services, ConfigurationManager configuration)
    {
        services.AddOptions<WorkerOptions>().Bind(configuration.GetSection(WorkerOptions.Section)).ValidateOnStart();
        services.AddOptions<LinkOptions>().Bind(configuration.GetSection(LinkOptions.Section)).ValidateOnStart();
        services.AddOptions<TaskLogOptions>().Bind(configuration.GetSection(TaskLogOptions.Section)).ValidateOnStart();
        services.AddOptions<OutboxOptions>().Bind(configuration.GetSection(OutboxOptions.Section)).ValidateOnStart();
        services.AddOptions<ProcessOptions>().Bind(configuration.GetSection(ProcessOptions.Section)).ValidateOnStart();
        services.AddOptions<ProgramOptions>().Bind(configuration.GetSection(ProgramOptions.Section)).ValidateOnStart();
        services.AddOptions<BlenderOptions>().Bind(configuration.GetSection(BlenderOptions.Section));
        services.AddSingleton<IValidateOptions<WorkerOptions>>(new ProblemsValidator<WorkerOptions>(options => options.Problems()));
        services.AddSingleton<IValidateOptions<LinkOptions>>(new ProblemsValidator<LinkOptions>(options => options.Problems()));
        services.AddSingleton<IValidateOptions<TaskLogOptions>>(new ProblemsValidator<TaskLogOptions>(options => options.Problems()));
        services.AddSingleton<IValidateOptions<OutboxOptions>>(new ProblemsValidator<OutboxOptions>(options => options.Problems()));
        services.AddSingleton<IValidateOptions<ProcessOptions>>(new ProblemsValidator<ProcessOptions>(options => options.Problems()));
        services.AddSingleton<IValidateOptions<ProgramOptions>>(new ProblemsValidator<ProgramOptions>(options => options.Problems()));
    }

    private static void AddWorker(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new Random());
        services.AddSingleton<WorkerRun>();
        services.AddSingleton(provider => new Secrets(provider.GetRequiredService<IOptions<WorkerOptions>>().Value.ManagerUrl));
        services.AddSingleton(provider => new WorkerFolder(provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Data));
        services.AddSingleton(provider => new WorkerApi(
            Http(provider.GetRequiredService<IOptions<WorkerOptions>>().Value),
            TimeSpan.FromSeconds(provider.GetRequiredService<IOptions<LinkOptions>>().Value.TimeoutSeconds)));
        services.AddSingleton<BackoffFactory>();
        services.AddSingleton<IOutbox, Outbox>();
        services.AddSingleton<SignsOfLife>();
        services.AddSingleton<Programs>();
        services.AddSingleton<TaskTypes>();
        services.AddSingleton<ChildProcess>();
        services.AddSingleton<Leftovers>();
        services.AddSingleton<FrameCheck>();
        services.AddSingleton<CommandRegistry>();
        services.AddSingleton<TaskRunner>();
        services.AddSingleton<SlotRun>();
        services.AddSingleton<SignOn>();
        services.AddSingleton<WorkLoop>();
        services.AddHostedService<WorkerAgent>();

        services.AddSingleton<IWorkerCommand, BlenderRenderCommand>();
        services.AddSingleton<IWorkerCommand, FramesToVideoCommand>();
        services.AddSingleton<IWorkerCommand, MakeDirectoryCommand>();
        services.AddSingleton<IWorkerCommand, MoveDirectoryCommand>();
        services.AddSingleton<IWorkerCommand, CopyFileCommand>();
        services.AddSingleton<IWorkerCommand, ExecCommand>();
        services.AddSingleton<IWorkerCommand, EchoCommand>();
        services.AddSingleton<IWorkerCommand, SleepCommand>();
    }

    private static HttpClient Http(WorkerOptions worker) => new(ManagerLink.Handler())
    {
        BaseAddress = worker.ManagerUrl,
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new("Flamenco", WorkerVersion.Current) } },
    };
}
