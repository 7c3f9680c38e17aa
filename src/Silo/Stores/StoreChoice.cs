using Flamenco.Http.Hosting;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Flamenco.Silo.Stores;

/// <summary>Where a Server node keeps the farm: configuration <c>Store</c>, <c>Postgres</c>, <c>Volatile</c>.</summary>
internal abstract record StoreChoice
{
    private const string SqliteName = "sqlite";
    private const string PostgresName = "postgres";
    private const string MemoryName = "memory";

    private StoreChoice()
    {
    }

    /// <summary>What people call it in the configuration.</summary>
    public abstract string Name { get; }

    /// <summary>What the configuration asks for; naming a PostgreSQL is choosing it.</summary>
    /// <exception cref="RefusedToStartException">It asks for something that there is not, for two things, or for a store that forgets without saying so.</exception>
    public static StoreChoice Of(IConfigurationRoot configuration)
    {
        var address = configuration["Postgres"] is { Length: > 0 } given ? given : null;
        var name = configuration["Store"] is { Length: > 0 } chosen ? chosen : address is null ? SqliteName : PostgresName;
        var mayForget = configuration["Volatile"] is "1" or "true" or "True";
        if (address is not null && name is SqliteName or MemoryName)
        {
            throw new RefusedToStartException(
                $"Store is {name}, but Postgres names a PostgreSQL (--postgres, FLAMENCO_POSTGRES or the configuration file). Leave one of them away.");
        }

        if (mayForget && name is not MemoryName)
            throw new RefusedToStartException($"--volatile is for a store that forgets, but Store is {name}. Say --store memory, or leave --volatile away.");

        return name switch
        {
            SqliteName => new Sqlite(),
            MemoryName when mayForget => new Memory(),
            MemoryName => throw new RefusedToStartException(
                "Store is memory: everything is lost when the Server ends. Say --volatile if that is meant, or choose sqlite or postgres (--store)."),
            PostgresName when address is not null => new Postgres(PostgresAddress.Read(address, MayHoldPassword(configuration)), StartPatience(configuration)),
            PostgresName => throw new RefusedToStartException(
                "Store is postgres, but no PostgreSQL is named: say --postgres CONNECTION|@FILE, or set FLAMENCO_POSTGRES."),
            _ => throw new RefusedToStartException($"Store is \"{name}\"; it must be sqlite, postgres or memory."),
        };
    }

    /// <summary>Only the environment is for this user's eyes: arguments are in the list of processes, a configuration file is often for all to read.</summary>
    private static bool MayHoldPassword(IConfigurationRoot configuration) =>
        configuration.Providers.Last(provider => provider.TryGet("Postgres", out _)) is EnvironmentVariablesConfigurationProvider;

    private static TimeSpan StartPatience(IConfigurationRoot configuration)
    {
        var options = new StoreOptions { StartPatience = configuration.GetValue("StoreStartPatience", StoreOptions.DefaultStartPatience) };
        return options.Problem() is { } problem ? throw new RefusedToStartException(problem) : options.StartPatience;
    }

    /// <summary>The embedded databases, two files in the data folder.</summary>
    public sealed record Sqlite : StoreChoice
    {
        public override string Name => SqliteName;
    }

    /// <summary>A PostgreSQL, with the schema that <c>flamenco schema apply</c> has made there.</summary>
    public sealed record Postgres(PostgresAddress Address, TimeSpan Patience) : StoreChoice
    {
        public override string Name => PostgresName;
    }

    /// <summary>Nothing is kept.</summary>
    public sealed record Memory : StoreChoice
    {
        public override string Name => MemoryName;
    }
}
