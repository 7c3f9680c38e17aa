using Flamenco.Contracts.Site;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Delivery.Disk;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

/// <summary>The outbox's file, over lives of its Worker that end at any moment.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class WhenWhatWaitsIsKept : IDisposable
{
    private const string Attempt = "01900000-0000-8000-8000-000000000001.7";
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("outbox.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task it_is_there_in_the_next_life_in_order()
    {
        using (var first = Open(out _))
        {
            await WrittenAsync(first, new JournalEntry.Begun(Attempt, 3), Log(0, "one\n"), Log(4, "two\n"), Completed(1, logBefore: 8));
        }

        using var second = Open(out var saved);

        var known = saved.ShouldHaveSingleItem();
        known.Attempt.Attempt.ShouldBe(7);
        known.Life.ShouldBe(3);
        Text(known).ShouldBe("one\ntwo\n");
        known.Updates.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            update => update.LogBefore.ShouldBe(8), update => update.Update.TaskStatus.ShouldBe("completed"));
    }

    [Fact]
    public async Task only_what_the_manager_does_not_have_is_there()
    {
        using (var first = Open(out _))
        {
            await WrittenAsync(first, new JournalEntry.Begun(Attempt, 3), Log(0, "one\n"));
            await WrittenAsync(first, Log(4, "two\nthree\n"), new JournalEntry.LogSent(Attempt, Sent: 8, Offset: 8), Completed(1, 14));
            await WrittenAsync(first, new JournalEntry.Delivered(Attempt, 1));
        }

        using var second = Open(out var saved);

        var known = saved.ShouldHaveSingleItem();
        (known.Sent, known.Offset, Text(known)).ShouldBe((8, 8, "three\n"));
        known.Updates.ShouldBeEmpty();
    }

    [Fact]
    public async Task nothing_is_there_of_what_has_ended()
    {
        using (var first = Open(out _))
            await WrittenAsync(first, new JournalEntry.Begun(Attempt, 3), Log(0, "one\n"), new JournalEntry.Ended(Attempt));

        using var second = Open(out var saved);

        saved.ShouldBeEmpty();
    }

    [Fact]
    public void it_is_for_its_owner_only()
    {
        using var journal = Open(out _);

        foreach (var file in Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!, "outbox.db*").Where(file => !file.EndsWith(".reserve", StringComparison.Ordinal)))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    [Fact]
    public void a_damaged_file_is_said_to_be_one_and_what_to_do()
    {
        File.WriteAllText(Path, "this was a database once, and it is long enough to be taken for one that some other program has written over");

        using var journal = Open(out var saved);

        saved.ShouldBeEmpty();
        journal.Trouble.ShouldNotBeNull().Advice.ShouldContain($"move the files {Path}*");
    }

    [Fact]
    public async Task a_damaged_file_does_not_keep_anybody_waiting()
    {
        File.WriteAllText(Path, new string('x', 5_000));
        using var journal = Open(out _);

        await WrittenAsync(journal, new JournalEntry.Begun(Attempt, 3), Completed(1, 0));
        await journal.TryAgainAsync();

        journal.Trouble.ShouldNotBeNull();
    }

    [Fact]
    public async Task it_works_again_by_itself_once_the_folder_can_be_written()
    {
        var elsewhere = _folder.File("away");
        SavedAttempt[] waiting = [new(SavedAttempt.Parse(Attempt), 3, 0, 0, "one\n"u8.ToArray(), [new(1, 4, Update())])];
        using (var journal = Open(System.IO.Path.Combine(elsewhere, "outbox.db"), () => waiting, out _))
        {
            journal.Trouble.ShouldNotBeNull().Advice.ShouldContain("can not be written");
            Directory.CreateDirectory(elsewhere);
            await journal.TryAgainAsync();
            journal.Trouble.ShouldBeNull();
        }

        using var second = Open(System.IO.Path.Combine(elsewhere, "outbox.db"), () => [], out var saved);
        Text(saved.ShouldHaveSingleItem()).ShouldBe("one\n");
    }

    private static TaskUpdate Update() => new() { TaskStatus = "completed", Attempt = 7, UpdateNumber = 1 };

    private static JournalEntry Completed(long number, long logBefore) => new JournalEntry.Updated(Attempt, number, logBefore, OutboxFile.Json(Update()));

    private static JournalEntry Log(long at, string text) => new JournalEntry.LogWritten(Attempt, at, System.Text.Encoding.UTF8.GetBytes(text));

    private static string Text(SavedAttempt saved) => System.Text.Encoding.UTF8.GetString(saved.Log);

    private static async Task WrittenAsync(OutboxJournal journal, params JournalEntry[] entries)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var entry in entries)
            journal.Post(entry, entry == entries[^1] ? written.SetResult : () => { });
        await written.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private OutboxJournal Open(out IReadOnlyList<SavedAttempt> saved) => Open(Path, () => [], out saved);

    private static OutboxJournal Open(string path, Func<IReadOnlyList<SavedAttempt>> snapshot, out IReadOnlyList<SavedAttempt> saved)
    {
        var journal = new OutboxJournal(path, new OutboxOptions(), TimeProvider.System, NullLogger<OutboxJournal>.Instance);
        saved = journal.Open(snapshot);
        return journal;
    }
}
