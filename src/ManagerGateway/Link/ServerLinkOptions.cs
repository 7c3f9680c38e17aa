using Flamenco.Http.Hosting;

namespace Flamenco.ManagerGateway.Link;

/// <summary>How a Manager keeps in touch with the Server's silos. Section <c>Link</c>.</summary>
public sealed class ServerLinkOptions
{
    /// <summary>How long a call to the Server may take; then its outcome is not known. 1 s to 5 min, default 10 s.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the Manager asks which silos there are. 1 s to 10 min, default 5 s.</summary>
    public TimeSpan RefreshPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node may take to answer that, before the next one is asked. 500 ms to 1 min, default 2 s.</summary>
    public TimeSpan AskTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong with these options, naming key, value and bound; null: nothing.</summary>
    public string? Problem() =>
        Outside(nameof(ResponseTimeout), ResponseTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5))
        ?? Outside(nameof(RefreshPeriod), RefreshPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10))
        ?? Outside(nameof(AskTimeout), AskTimeout, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1));

    /// <exception cref="RefusedToStartException">A value is out of its bounds.</exception>
    internal static ServerLinkOptions Of(IConfiguration configuration)
    {
        var options = configuration.GetSection("Link").Get<ServerLinkOptions>() ?? new ServerLinkOptions();
        return options.Problem() is { } problem ? throw new RefusedToStartException(problem) : options;
    }

    private static string? Outside(string key, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value < least || value > most ? $"Link:{key} is {value}; it must be {least} to {most}" : null;
}
