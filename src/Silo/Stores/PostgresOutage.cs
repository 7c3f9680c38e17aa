using Flamenco.Storage;
using Npgsql;

namespace Flamenco.Silo.Stores;

/// <summary>Why a PostgreSQL can not be used at a start, and what to look at.</summary>
internal sealed class PostgresOutage(PostgresAddress address, StoreUnavailableException trouble)
{
    private readonly string? _state = (trouble.InnerException as PostgresException)?.SqlState;

    /// <summary>May it be gone in a moment? A role or a database that is not there does not come by waiting.</summary>
    public bool MayPass => !IsAboutTheRole && _state is not PostgresErrorCodes.InvalidCatalogName;

    public string Message
    {
        get
        {
            if (IsAboutTheRole)
                return $"{address}: it does not let this role in ({Reason}). Check the role, its password (@FILE, ~/.pgpass or FLAMENCO_POSTGRES) and the server's pg_hba.conf.";
            return _state is PostgresErrorCodes.InvalidCatalogName
                ? $"{address}: there is no such database. Check its name, or make it; deploy/postgres/bootstrap.sql shows how."
                : $"{address}: it does not answer ({Reason}). Is it running, are host and port right, is there a firewall between?";
        }
    }

    /// <summary>Class 28: invalid authorization.</summary>
    private bool IsAboutTheRole => _state?.StartsWith("28", StringComparison.Ordinal) ?? false;

    private string Reason => (trouble.InnerException as PostgresException)?.MessageText ?? trouble.InnerException!.Message;
}
