using System.Net;
using Flamenco.EndToEnd.Harness;
using Microsoft.Data.Sqlite;

namespace Flamenco.EndToEnd.Faults;

/// <summary>A Worker as a program of its own, that reaches its Manager by a link of the test's.</summary>
internal sealed class WorkerUnderTest(RolesUnderTest roles, PatientBlender blender, string name, string data, IPEndPoint manager) : IAsyncDisposable
{
    private readonly List<RunningProgram> _lives = [];

    public RunningProgram Program => _lives[^1];

    public async Task StartAsync() => _lives.Add(await RolesUnderTest.StartAsync(
        "Worker", "worker", "--data", data, "--manager", $"http://{manager}", "--join-secret-file", roles.JoinSecretFile, "--name", name,
        "--blender", blender.Executable, "--task-types", "blender", "--set", "Link:AliveSeconds=1"));

    /// <summary>Waits until the result of its task is on its disk, undelivered.</summary>
    public Task HasResultAsync() => Wait.UntilAsync($"a result waits on the disk of {name}", HasResult);

    /// <summary>Has it been given credentials more than once?</summary>
    public int Registrations => _lives.Sum(life => life.Errors.All.Count(line => line.Contains("Registered as", StringComparison.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        foreach (var life in _lives)
            await life.DisposeAsync();
    }

    private bool HasResult()
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(data, "outbox.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false,
        }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM updates WHERE CAST(body AS TEXT) LIKE '%\"completed\"%'";
        return command.ExecuteScalar() is > 0L;
    }
}
