using Flamenco.Http.Hosting;
using Npgsql;

namespace Flamenco.Silo.Stores;

/// <summary>A PostgreSQL database and the role that works there, as people name it: <c>CONNECTION</c> or <c>@FILE</c>.</summary>
public sealed class PostgresAddress
{
    private const string Example = "\"Host=db.studio.example;Database=flamenco;Username=flamenco_server\"";

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private PostgresAddress(NpgsqlConnectionStringBuilder connection) => Connection = connection.ConnectionString;

    /// <summary>For the driver alone: it may hold a password.</summary>
    internal string Connection { get; }

    /// <summary>Reads what was configured, and the file that it names.</summary>
    /// <param name="given">Keys and values as Npgsql takes them, or <c>@</c> and the path of a file with nothing else in it.</param>
    /// <param name="mayHoldPassword">Was it given where nobody else reads it? A file may always hold one, if it is for its owner only.</param>
    /// <exception cref="RefusedToStartException">It can not be used; the message says why, and shows no secret.</exception>
    public static PostgresAddress Read(string given, bool mayHoldPassword)
    {
        if (given.StartsWith('@'))
            return new PostgresAddress(Parse(ReadFile(given[1..]), given));

        var connection = Parse(given, "Postgres (--postgres, FLAMENCO_POSTGRES)");
        return mayHoldPassword || string.IsNullOrEmpty(connection.Password)
            ? new PostgresAddress(connection)
            : throw new RefusedToStartException(
                "Postgres holds a password in an argument or a configuration file, where others on this machine may read it. "
                + "Put the whole connection string into a file with mode 0600 and say --postgres @FILE, or leave the password away and keep it in a pgpass file (~/.pgpass), "
                + "or set the connection string as FLAMENCO_POSTGRES in the environment. If others have used this machine, change the password.");
    }

    /// <summary>Where and who, without secrets.</summary>
    public override string ToString()
    {
        var connection = new NpgsqlConnectionStringBuilder(Connection);
        return $"database {connection.Database ?? connection.Username ?? Environment.UserName} of PostgreSQL at {connection.Host}:{connection.Port}, as {connection.Username ?? Environment.UserName}";
    }

    private static string ReadFile(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            {
                throw new RefusedToStartException(
                    $"Others may read or change {path}, so a password in it is not safe. Run `chmod 600 {path}`; if others have used this machine, change the password.");
            }

            return File.ReadAllText(path).Trim();
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedToStartException($"There is no file {Path.GetFullPath(path)}; --postgres @FILE names a file with a connection string in it.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new RefusedToStartException($"{path} can not be read by {Environment.UserName}: {unreadable.Message}");
        }
    }

    private static NpgsqlConnectionStringBuilder Parse(string text, string where)
    {
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            // What the driver says about it may quote a part of a password.
            throw new RefusedToStartException($"{where} holds no connection string: write keys and values, for example {Example}.");
        }

        return string.IsNullOrEmpty(connection.Host)
            ? throw new RefusedToStartException($"{where} names no host: write for example {Example}.")
            : connection;
    }
}
