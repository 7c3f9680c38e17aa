using Flamenco.Contracts.Site;
using Flamenco.Domain.Access;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Data;
using Flamenco.Worker.Delivery;
using Flamenco.Worker.Machine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Agent;

/// <summary>Makes the Worker known to its Manager: signs on, and registers before it where that is needed. Tries for ever.</summary>
internal sealed partial class SignOn(
    WorkerApi api, WorkerFolder folder, TaskTypes types, Secrets secrets, BackoffFactory backoffs, IOptions<WorkerOptions> options, ILogger<SignOn> logger)
{
    private const string Role = "worker";

    /// <summary>Returns the status that the Worker is to take.</summary>
    public async Task<string> SignOnAsync(CancellationToken cancellation)
    {
        var backoff = backoffs.Create();
        var supported = types.Supported();
        var credentials = folder.ReadCredentials();
        while (true)
        {
            if ((credentials ??= await RegisterAsync(supported, cancellation)) is { } known)
            {
                secrets.Add(known.Secret);
                api.Authenticate(known.Uuid, known.Secret);
                var answer = await api.SignOnAsync(About(supported), cancellation);
                if (answer is { Succeeded: true, Value: { } change })
                {
                    LogSignedOn(options.Value.Name, known.Uuid, change.StatusRequested);
                    return change.StatusRequested;
                }

                LogNotSignedOn(answer.Reason);
                // Credentials that the Manager does not accept any more are worth nothing: a new Worker is born.
                if (answer.Status == 401)
                    credentials = null;
            }

            await backoff.PauseAsync(cancellation);
        }
    }

    private WorkerSignOn About(IReadOnlyList<string> supported) => new()
    {
        Name = options.Value.Name,
        SupportedTaskTypes = supported,
        SoftwareVersion = WorkerVersion.Current,
        CanRestart = options.Value.RestartExitCode > 0,
    };

    /// <summary>Null: it did not work this time.</summary>
    private async Task<WorkerCredentials?> RegisterAsync(IReadOnlyList<string> supported, CancellationToken cancellation)
    {
        if (!TryReadJoinSecret(out var joinSecret))
            return null;

        // Nobody can guess it, so the Server checks it as quickly as a token.
        var secret = AccessToken.Create(Role);
        secrets.Add(secret);
        var answer = await api.RegisterAsync(
            new WorkerRegistration
            {
                Name = options.Value.Name,
                Secret = secret,
                Platform = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux",
                SupportedTaskTypes = supported,
            },
            joinSecret,
            cancellation);
        if (answer is not { Succeeded: true, Value: { } registered })
        {
            LogNotRegistered(answer.Reason);
            return null;
        }

        var credentials = new WorkerCredentials(registered.Uuid, secret);
        folder.Write(credentials);
        LogRegistered(options.Value.Name, registered.Uuid);
        return credentials;
    }

    private bool TryReadJoinSecret(out string? joinSecret)
    {
        joinSecret = options.Value.JoinSecret is { Length: > 0 } given ? given : null;
        var file = options.Value.JoinSecretFile;
        if (file.Length == 0)
        {
            secrets.Add(joinSecret ?? "");
            return true;
        }

        try
        {
            joinSecret = File.ReadAllText(file).Trim();
            secrets.Add(joinSecret);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoJoinSecret(file, e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Signed on as {Name} ({Worker}); the Manager asks for status {Status}")]
    private partial void LogSignedOn(string name, Guid worker, string status);

    [LoggerMessage(LogLevel.Warning, "Could not sign on, will try again: {Reason}")]
    private partial void LogNotSignedOn(string reason);

    [LoggerMessage(LogLevel.Information, "Registered as {Name} ({Worker})")]
    private partial void LogRegistered(string name, Guid worker);

    [LoggerMessage(LogLevel.Warning, "Could not register, will try again: {Reason}")]
    private partial void LogNotRegistered(string reason);

    [LoggerMessage(LogLevel.Warning, "Could not register, will try again: the join secret file {File} can not be read: {Reason}")]
    private partial void LogNoJoinSecret(string file, string reason);
}
