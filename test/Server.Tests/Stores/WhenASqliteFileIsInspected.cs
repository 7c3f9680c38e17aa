using Flamenco.Storage;
using Flamenco.Storage.Inspection;
using Flamenco.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Flamenco.Server.Tests.Stores;

public sealed class WhenASqliteFileIsInspected : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("flamenco.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_whole_one_is_well()
    {
        await OpenAsync();

        (await SqliteFile.CheckAsync(File)).IsClean.ShouldBeTrue();
        (await new SqliteInspection(File, TimeProvider.System).InspectAsync(new InspectionRequest(FarmState.Stopped))).IsClean.ShouldBeTrue();
    }

    [Fact]
    public async Task a_zeroed_page_is_found()
    {
        await OpenAsync();
        await using (var file = new FileStream(File, FileMode.Open))
        {
            file.Seek(4096, SeekOrigin.Begin);
            file.Write(new byte[4096]);
        }

        var broken = (await SqliteFile.CheckAsync(File)).Broken;

        broken.ShouldNotBeEmpty();
        broken.ShouldAllBe(damage => damage.Invariant == Invariant.Files && damage.About == Subject.File(File) && damage.Mend.Contains("restore the newest backup"));
    }

    [Fact]
    public async Task what_is_no_database_is_found()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 10_000));

        (await SqliteFile.CheckAsync(File)).Broken.ShouldHaveSingleItem().Found.ShouldContain("not a database");
    }

    [Fact]
    public async Task an_empty_file_and_one_of_another_program_hold_no_farm()
    {
        await System.IO.File.WriteAllBytesAsync(File, []);
        var empty = await Should.ThrowAsync<SchemaException>(InspectAsync);
        Run(File, "CREATE TABLE theirs (x)");
        var theirs = await Should.ThrowAsync<SchemaException>(InspectAsync);

        empty.Message.ShouldBe("this file holds no farm, or that of another program");
        theirs.Message.ShouldBe(empty.Message);
    }

    [Fact]
    public async Task two_rows_of_a_grain_are_found()
    {
        var orleans = _folder.File("orleans.db");
        Run(
            orleans,
            """
            CREATE TABLE OrleansStorage (GrainTypeString TEXT, GrainIdN0 INTEGER, GrainIdN1 INTEGER, GrainIdExtensionString TEXT, ServiceId TEXT);
            INSERT INTO OrleansStorage VALUES ('manager', 1, 2, NULL, 'flamenco'), ('manager', 1, 3, NULL, 'flamenco'), ('manager', 1, 2, '', 'flamenco');
            """);

        var report = await SqliteFile.InspectGrainsAsync(orleans);

        report.Checks.ShouldHaveSingleItem().Looked.ShouldBe(2);
        var broken = report.Broken.ShouldHaveSingleItem();
        (broken.Invariant, broken.About).ShouldBe((Invariant.GrainRows, Subject.Grain("manager 00000000000000010000000000000002 of flamenco")));
        broken.Found.ShouldContain("2 stored rows");
    }

    [Fact]
    public async Task reports_about_two_files_become_one()
    {
        await OpenAsync();
        await System.IO.File.WriteAllTextAsync(_folder.File("orleans.db"), new string('x', 10_000));

        var report = (await SqliteFile.CheckAsync(File)).And(await SqliteFile.CheckAsync(_folder.File("orleans.db")));

        report.Checks.ShouldHaveSingleItem().ShouldBe(new Check(Invariant.Files, Looked: 2, Broken: 1));
    }

    private async Task OpenAsync()
    {
        await using var store = new SqliteStore(File);
    }

    private Task InspectAsync() => new SqliteInspection(File, TimeProvider.System).InspectAsync(new InspectionRequest(FarmState.Stopped));

    private static void Run(string file, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
