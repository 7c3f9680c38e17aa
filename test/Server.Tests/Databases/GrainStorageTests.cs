using Flamenco.Grains;
using Flamenco.Grains.Managers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Flamenco.Server.Tests.Databases;

/// <summary>What Orleans' grain storage must do on each database; the databases are below.</summary>
public abstract class GrainStorageTests
{
    private const int AtOnce = 16;

    private readonly string _type = $"manager-{Guid.NewGuid():N}";
    private readonly GrainId _grain = GrainId.Create(GrainType.Create("manager"), GrainIdKeyExtensions.CreateGuidKey(Guid.NewGuid()));

    /// <summary>The storages of all nodes.</summary>
    protected abstract IReadOnlyList<IServiceProvider> Nodes { get; }

    [Fact]
    public async Task of_first_writes_at_once_one_wins_and_one_row_is_left()
    {
        var writes = Enumerable.Range(0, AtOnce).Select(number => Task.Run(() => WriteAsync(Storage(number), New($"http://{number}"))));

        var won = (await Task.WhenAll(writes)).Where(url => url is not null).ToList();

        var stored = await ReadAsync();
        (won.Count, await RowsAsync()).ShouldBe((1, 1));
        stored.State!.Url.ShouldBe(won[0]);
    }

    [Fact]
    public async Task a_write_on_top_of_what_was_read_is_kept()
    {
        await WriteAsync(Storage(0), New("http://first"));
        var known = await ReadAsync();

        known.State!.Url = "http://second";
        await Storage(0).WriteStateAsync(_type, _grain, known);
        known.State!.Url = "http://third";
        await Storage(0).WriteStateAsync(_type, _grain, known);

        var stored = await ReadAsync();
        (stored.State!.Url, stored.ETag).ShouldBe(("http://third", known.ETag));
    }

    [Fact]
    public async Task a_write_on_top_of_something_older_is_refused_and_changes_nothing()
    {
        await WriteAsync(Storage(0), New("http://first"));
        var stale = await ReadAsync();
        (await WriteAsync(Storage(1), Changed(await ReadAsync(), "http://second"))).ShouldNotBeNull();

        (await WriteAsync(Storage(0), Changed(stale, "http://late"))).ShouldBeNull();

        (await ReadAsync()).State!.Url.ShouldBe("http://second");
    }

    [Fact]
    public async Task clearing_something_older_is_refused_and_a_cleared_state_can_be_written_again()
    {
        await WriteAsync(Storage(0), New("http://first"));
        var stale = await ReadAsync();
        var known = Changed(await ReadAsync(), "http://second");
        await Storage(1).WriteStateAsync(_type, _grain, known);

        await Should.ThrowAsync<InconsistentStateException>(() => Storage(0).ClearStateAsync(_type, _grain, stale));
        await Storage(1).ClearStateAsync(_type, _grain, known);

        (await ReadAsync()).State!.Url.ShouldBeNull();
        (await WriteAsync(Storage(0), Changed(await ReadAsync(), "http://again"))).ShouldBe("http://again");
    }

    /// <summary>How many rows there are of which this is so.</summary>
    protected abstract Task<long> CountAsync(string where);

    private static GrainState<ManagerState> New(string url) => new(new ManagerState { Url = url });

    private static GrainState<ManagerState> Changed(GrainState<ManagerState> state, string url)
    {
        state.State!.Url = url;
        return state;
    }

    private IGrainStorage Storage(int number) =>
        Nodes[number % Nodes.Count].GetRequiredKeyedService<IGrainStorage>(GrainStorageNames.Managers);

    /// <summary>The address that was written; null if another one was there first.</summary>
    private async Task<string?> WriteAsync(IGrainStorage storage, GrainState<ManagerState> state)
    {
        try
        {
            await storage.WriteStateAsync(_type, _grain, state);
            return state.State!.Url;
        }
        catch (InconsistentStateException)
        {
            return null;
        }
    }

    private async Task<GrainState<ManagerState>> ReadAsync()
    {
        var state = new GrainState<ManagerState>(new ManagerState());
        await Storage(0).ReadStateAsync(_type, _grain, state);
        return state;
    }

    private Task<long> RowsAsync() => CountAsync($"GrainTypeString LIKE '%{_type}'");
}
