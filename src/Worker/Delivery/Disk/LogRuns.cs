namespace Flamenco.Worker.Delivery.Disk;

/// <summary>Makes one row of lines that follow each other: a program that prints much would else cost a row a line.</summary>
internal static class LogRuns
{
    public static IEnumerable<JournalEntry> Of(IReadOnlyList<JournalEntry> entries)
    {
        for (var first = 0; first < entries.Count;)
        {
            if (entries[first] is not JournalEntry.LogWritten log)
            {
                yield return entries[first++];
                continue;
            }

            using var run = new MemoryStream();
            var next = first;
            while (next < entries.Count && entries[next] is JournalEntry.LogWritten more && more.Attempt == log.Attempt && more.At == log.At + run.Length)
            {
                run.Write(more.Bytes);
                next++;
            }

            yield return log with { Bytes = run.ToArray() };
            first = next;
        }
    }
}
