using System.Data.Common;

namespace Flamenco.Storage.Inspection;

/// <summary>How a database keeps what its driver does not give in the same form as the other's.</summary>
/// <param name="Id">An id in a column of a row.</param>
/// <param name="Time">A time in a column of a row.</param>
/// <param name="Stored">An id as a parameter.</param>
internal sealed record SqlDialect(Func<DbDataReader, int, Guid> Id, Func<DbDataReader, int, DateTimeOffset> Time, Func<Guid, object> Stored);
