using System.Text.Json;
using Flamenco.Contracts;
using Flamenco.Contracts.Server;

namespace Flamenco.Cli.Farm;

/// <summary>Where a farm answers and how one gets in.</summary>
/// <param name="Server">Ends with a slash.</param>
/// <param name="Manager">Ends with a slash; null where only the Server knows it.</param>
/// <param name="Token">The person's token.</param>
/// <param name="TokenFrom">For people: where the token was found.</param>
internal sealed record FarmAddress(Uri Server, Uri? Manager, string Token, string TokenFrom)
{
    public const string ServerVariable = "FLAMENCO_SERVER";
    public const string ManagerVariable = "FLAMENCO_MANAGER";

    /// <summary>The name of a variable, not a token.</summary>
    public const string TokenVariable = "FLAMENCO_TOKEN";

    /// <summary>Flags first, then the environment, then the data folder.</summary>
    public static FarmAddress Find(string? server, string? manager, string? tokenFile, DataFolder data, Session session)
    {
        server ??= session.Variable(ServerVariable);
        manager ??= session.Variable(ManagerVariable);
        if (server is null)
        {
            var known = ReadEndpoints(data);
            server = known.Server;
            manager ??= known.Manager;
        }

        var (token, from) = FindToken(tokenFile, data, session);
        return new FarmAddress(Address(server), manager is null ? null : Address(manager), token, from);
    }

    private static Endpoints ReadEndpoints(DataFolder data)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(data.Endpoints), FlamencoJson.Default.Endpoints)
                ?? throw new JsonException("the file is empty");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliException.Unreachable(
                $"no farm is known here: there is no {data.Endpoints}.\nStart one with `flamenco up`, or name yours with --server URL or {ServerVariable}.");
        }
        catch (JsonException broken)
        {
            throw CliException.Failed($"{data.Endpoints} can not be read ({broken.Message}).\nStart the farm again with `flamenco up`; it writes that file anew.");
        }
        catch (UnauthorizedAccessException)
        {
            throw CliException.Refused($"{data.Endpoints} belongs to somebody else. Run this as the user who runs `flamenco up`, or name the farm with --server URL and --token-file FILE.");
        }
    }

    private static (string Token, string From) FindToken(string? tokenFile, DataFolder data, Session session)
    {
        if (tokenFile is not null)
            return (SecretFile.Read(tokenFile), tokenFile);
        if (session.Variable(TokenVariable) is { } token)
            return (token.Trim(), TokenVariable);
        if (File.Exists(data.OwnerToken))
            return (SecretFile.Read(data.OwnerToken), data.OwnerToken);

        throw CliException.Refused(
            $"no token: there is no {data.OwnerToken}.\nGive yours with --token-file FILE or {TokenVariable}, or name the farm's data folder with --data DIR.");
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw CliException.Refused($"\"{text}\" is not an address; write for example http://127.0.0.1:8081");
}
