using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Flamenco.Http.Hosting;

/// <summary>
/// Where a role's configuration comes from, later wins: <c>appsettings.json</c> beside the program, the file of
/// <c>--config</c>, the environment (prefix <c>FLAMENCO_</c>, sections joined by <c>__</c>), the command line.
/// </summary>
public static class RoleConfiguration
{
    /// <summary>A builder with that configuration and nothing else.</summary>
    /// <param name="role">The role's name, for its own settings file <c>appsettings.ROLE.json</c>.</param>
    /// <param name="commandLine">What the command line says, as keys and values.</param>
    public static WebApplicationBuilder CreateBuilder(string role, Dictionary<string, string?> commandLine)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = role,
            ContentRootPath = AppContext.BaseDirectory,
        });

        AddJson(builder.Configuration, Path.Combine(AppContext.BaseDirectory, $"appsettings.{role}.json"), optional: true);
        builder.Configuration.AddEnvironmentVariables("FLAMENCO_");
        var file = commandLine.GetValueOrDefault("Config") ?? builder.Configuration["Config"];
        if (file is not null)
        {
            if (!File.Exists(file))
                throw new RefusedToStartException($"--config: there is no file {Path.GetFullPath(file)}");
            AddJson(builder.Configuration, Path.GetFullPath(file), optional: false);
            builder.Configuration.AddEnvironmentVariables("FLAMENCO_");
        }

        builder.Configuration.AddInMemoryCollection(commandLine);
        return builder;
    }

    /// <summary>Refuses to run as root unless that was allowed.</summary>
    public static void RefuseRoot(IConfiguration configuration, string role)
    {
        var allowed = configuration["Allow_Root"] is "1" or "true" or "True";
        if (Environment.UserName == "root" && !allowed)
        {
            throw new RefusedToStartException(
                $"The {role} does not run as root: use another user, or say --allow-root (or FLAMENCO_ALLOW_ROOT=1) if you must.");
        }
    }

    /// <summary>A value that must be there.</summary>
    public static string Required(this IConfiguration configuration, string key, string flag) =>
        configuration[key] is { Length: > 0 } value
            ? value
            : throw new RefusedToStartException($"{key} is not configured: say {flag}, or set it in the configuration file or as FLAMENCO_{key.ToUpperInvariant()}.");

    private static void AddJson(IConfigurationBuilder configuration, string file, bool optional)
    {
        try
        {
            configuration.AddJsonFile(file, optional);
        }
        catch (InvalidDataException exception)
        {
            throw new RefusedToStartException($"{file} can not be read: {exception.GetBaseException().Message}");
        }
    }
}
