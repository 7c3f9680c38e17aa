using System.Data.Common;
using Flamenco.Storage.Inspection.Rules;

namespace Flamenco.Storage.Inspection;

/// <summary>Orleans' own storage of grains, the same table in every database.</summary>
internal static class GrainStorage
{
    /// <summary>How many rows there are of each grain.</summary>
    private const string RowsOfGrains =
        """
        SELECT GrainTypeString, GrainIdN0, GrainIdN1, COALESCE(GrainIdExtensionString, ''), ServiceId, COUNT(*) FROM OrleansStorage
        GROUP BY GrainTypeString, GrainIdN0, GrainIdN1, COALESCE(GrainIdExtensionString, ''), ServiceId
        """;

    public static async Task<InspectionReport> JudgeAsync(DbConnection connection, CancellationToken cancellation)
    {
        var grains = new List<GrainRows>();
        await using var command = connection.CreateCommand();
        command.CommandText = RowsOfGrains;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var key = $"{reader.GetInt64(1):x16}{reader.GetInt64(2):x16}{reader.GetString(3)}";
            grains.Add(new GrainRows($"{reader.GetString(0)} {key} of {reader.GetString(4)}", (int)reader.GetInt64(5)));
        }

        var findings = new Findings();
        GrainRule.Judge(grains, findings);
        return findings.Report();
    }
}
