using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Flamenco.Contracts.Site;
using Flamenco.EndToEnd.Harness;
using Xunit.Abstractions;

namespace Flamenco.EndToEnd.Faults;

/// <summary>
/// <c>kill -9</c> of the embedded process again and again, at random moments, under load and with operators at work. Set
/// <c>KILLS</c> for more of them, <c>KILLS_SEED</c> for other moments.
/// </summary>
public sealed class WhenTheServerIsKilled(ITestOutputHelper output) : IDisposable
{
    private const int KillsInShort = 3;
    private const int Workers = 24;
    private const int Operators = 6;
    private const int ManyInFlight = 20;
    private const int LongestLoadMs = 1_500;
    private const int ChecksAtOnce = 16;
    private const int MostTrouble = 10;

    private readonly TemporaryFolder _folder = new();
    private readonly History _history = new();
    private readonly HashSet<object> _seen = [];
    private readonly ConcurrentQueue<string> _unavailable = [];

    [Fact]
    public async Task everything_that_was_acknowledged_is_there_and_nothing_is_done_twice()
    {
        var kills = Number("KILLS", KillsInShort);
        var seed = Number("KILLS_SEED", Random.Shared.Next());
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var ports = (Server: Ports.Free(), Manager: Ports.Free());
        using var stop = new CancellationTokenSource();
        var running = new List<Task>();
        var inFlight = new List<int>();
        try
        {
            for (var kill = 1; kill <= kills; kill++)
            {
                await using var farm = await FarmUnderTest.StartAsync(_folder["farm"], ports.Server, ports.Manager);
                if (kill == 1)
                    running.AddRange(Begin(farm, seed, stop.Token));
                await ShouldBeWholeAsync(farm);

                await Task.Delay(random.Next(LongestLoadMs), CancellationToken.None);
                inFlight.Add(_history.InFlight);
                await farm.KillAsync();
                foreach (var line in farm.Log.Text.Split('\n').Where(IsTrouble).Distinct().Take(MostTrouble))
                    output.WriteLine($"life {kill}: {line.Trim()}");
                running.ShouldAllBe(task => !task.IsFaulted, "no client was told anything that it must not hear");
            }

            await using var last = await FarmUnderTest.StartAsync(_folder["farm"], ports.Server, ports.Manager);
            await stop.CancelAsync();
            await Task.WhenAll(running);
            _seen.Clear();
            await ShouldBeWholeAsync(last);
            await NothingIsDoneTwiceAsync(last);
        }
        finally
        {
            await stop.CancelAsync();
        }

        output.WriteLine($"{kills} kills, in flight at each: {string.Join(", ", inFlight)}");
        output.WriteLine($"{_history.Submitted.Count} submissions, {_history.Completed.Count()} completions, {_history.Commands.Count()} commands acknowledged");
        output.WriteLine($"answered with 503 at first: {_unavailable.Count}: {string.Join(", ", _unavailable.Take(MostTrouble))}");
        inFlight.Count(count => count > ManyInFlight).ShouldBeGreaterThanOrEqualTo(kills / 3);
        _history.Completed.ShouldNotBeEmpty();
        _history.Commands.ShouldNotBeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsTrouble(string line) => line.Contains("Exception:", StringComparison.Ordinal) || line.StartsWith("crit", StringComparison.Ordinal);

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private IEnumerable<Task> Begin(FarmUnderTest farm, int seed, CancellationToken stop)
    {
        var join = File.ReadAllText(Path.Combine(farm.Data, "join-secret")).Trim();
        for (var number = 1; number <= Workers; number++)
            yield return new SteadyWorker(new HttpClient { BaseAddress = farm.Manager }, $"worker {number}", join, _history).RunAsync(stop);
        for (var number = 1; number <= Operators; number++)
            yield return new BusyOperator(Owner(farm), seed + number, _history).RunAsync(stop);
    }

    /// <summary>Looks for everything that was acknowledged since the last look; after the last kill for everything that ever was.</summary>
    private async Task ShouldBeWholeAsync(FarmUnderTest farm)
    {
        (await farm.RunAsync("doctor")).ShouldEndWith(0);
        using var owner = Owner(farm);
        await ForNewAsync(_history.Submitted, submitted => SubmissionIsThereAsync(owner, submitted.Key, submitted.Value));
        await ForNewAsync(_history.Completed, attempt => CompletionIsThereAsync(owner, attempt));
        await ForNewAsync(_history.Commands, command => CommandIsThereAsync(owner, command));
    }

    private Task ForNewAsync<T>(IEnumerable<T> acknowledged, Func<T, Task> look)
        where T : notnull => Parallel.ForEachAsync(
        acknowledged.Where(one => _seen.Add(one)).ToList(),
        new ParallelOptions { MaxDegreeOfParallelism = ChecksAtOnce },
        async (one, _) => await look(one));

    private async Task CompletionIsThereAsync(HttpClient owner, AttemptRef attempt)
    {
        if (await GetAsync(owner, $"api/v1/tasks/{attempt.Task}", JobOf(attempt.Task)) is { } task)
            task.GetProperty("attempts")[attempt.Attempt - 1].GetProperty("outcome").GetString().ShouldBe("completed", $"task {attempt.Task}, attempt {attempt.Attempt}");
    }

    private async Task SubmissionIsThereAsync(HttpClient owner, Guid job, int tasks)
    {
        if (await GetAsync(owner, $"api/v1/jobs/{job}", job) is { } found)
            found.GetProperty("task_counts").EnumerateObject().Sum(count => count.Value.GetInt32()).ShouldBe(tasks, $"tasks of job {job}");
    }

    /// <summary>Its key is there: the same request again has no effect, another one under it is refused.</summary>
    private async Task CommandIsThereAsync(HttpClient owner, History.Commanded command)
    {
        using var again = await AskAsync(() => BusyOperator.SendAsync(owner, command, CancellationToken.None));
        if (again.StatusCode is HttpStatusCode.Gone && _history.MayBeGone(command.Job))
            return;
        again.IsSuccessStatusCode.ShouldBeTrue($"{command.Path} was acknowledged, and then answered {again.StatusCode}");

        var other = command with { Method = HttpMethod.Post, Path = $"api/v1/jobs/{command.Job}/priority", Body = """{"priority":99}""" };
        if (command.Path == other.Path)
            other = other with { Path = $"api/v1/jobs/{command.Job}/pause", Body = null };
        using var mistake = await AskAsync(() => BusyOperator.SendAsync(owner, other, CancellationToken.None));
        if (mistake.StatusCode is not HttpStatusCode.Gone)
            mistake.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, $"the key of {command.Path} was acknowledged, and then taken for another request");
    }

    private async Task NothingIsDoneTwiceAsync(FarmUnderTest farm)
    {
        using var owner = Owner(farm);
        await Parallel.ForEachAsync(
            _history.Completed.Select(attempt => attempt.Task).Distinct().ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = ChecksAtOnce },
            async (task, _) =>
            {
                if (await GetAsync(owner, $"api/v1/tasks/{task}", JobOf(task)) is not { } found)
                    return;

                var completions = found.GetProperty("attempts").EnumerateArray().Count(attempt => attempt.GetProperty("outcome").GetString() == "completed");
                completions.ShouldBeLessThanOrEqualTo(_history.MostCompletions(JobOf(task), task), $"completions of task {task}");
            });
    }

    /// <summary>Asks, and where the Server can not answer now, once more: so it says itself.</summary>
    private async Task<HttpResponseMessage> AskAsync(Func<Task<HttpResponseMessage>> request)
    {
        var first = await request();
        if (first.StatusCode is not HttpStatusCode.ServiceUnavailable)
            return first;

        _unavailable.Enqueue($"{first.RequestMessage?.Method} {first.RequestMessage?.RequestUri?.PathAndQuery}");
        var pause = first.Headers.RetryAfter?.Delta ?? TimeSpan.Zero;
        first.Dispose();
        await Task.Delay(pause, CancellationToken.None);
        return await request();
    }

    /// <returns>Null: its job was deleted, and may have been.</returns>
    private async Task<JsonElement?> GetAsync(HttpClient owner, string path, Guid job)
    {
        using var response = await AskAsync(() => owner.GetAsync(new Uri(path, UriKind.Relative)));
        if (response.StatusCode is HttpStatusCode.Gone && _history.MayBeGone(job))
            return null;
        response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static Guid JobOf(Guid task)
    {
        var bytes = task.ToByteArray(bigEndian: true);
        bytes.AsSpan(12).Clear();
        return new Guid(bytes, bigEndian: true);
    }

    private static HttpClient Owner(FarmUnderTest farm) => new()
    {
        BaseAddress = farm.Server,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", farm.OwnerToken) },
    };
}
