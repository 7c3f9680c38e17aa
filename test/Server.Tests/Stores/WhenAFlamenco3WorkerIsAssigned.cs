using Flamenco.Domain.Identity;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

/// <summary>A Worker that sends no numbers: its asks have none, and later attempts of a task have ids of their own.</summary>
public abstract class WhenAFlamenco3WorkerIsAssigned<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private readonly WorkerId _old = Some.Worker();

    [Fact]
    public async Task its_first_attempt_has_the_tasks_own_id()
    {
        var task = await TaskAsync();

        await AssignedAsync(task, _old, ask: 0);

        (await Tasks.AttemptsAsync(task)).ShouldHaveSingleItem().Alias.ShouldBeNull();
    }

    [Fact]
    public async Task a_later_attempt_is_found_by_its_alias()
    {
        var task = await TaskAsync();
        await ExpireAsync(task, (await AssignedAsync(task)).Attempt);

        await AssignedAsync(task, _old, ask: 0);

        var alias = AttemptAlias.Of(task, 2).ShouldNotBeNull();
        var found = (await Tasks.FindByAliasAsync(alias)).ShouldNotBeNull();
        (found.Task, found.Attempt, found.Worker, found.Alias).ShouldBe((task, 2, _old, (Guid?)alias));
        (await Tasks.FindByAliasAsync(AttemptAlias.Of(task, 3)!.Value)).ShouldBeNull();
    }

    [Fact]
    public async Task a_later_attempt_of_our_own_worker_has_no_alias()
    {
        var task = await TaskAsync();
        await ExpireAsync(task, (await AssignedAsync(task)).Attempt);

        await AssignedAsync(task);

        (await Tasks.FindByAliasAsync(AttemptAlias.Of(task, 2)!.Value)).ShouldBeNull();
    }

    [Fact]
    public async Task an_attempt_that_is_handed_out_again_keeps_its_alias()
    {
        var task = await TaskAsync();
        await ExpireAsync(task, (await AssignedAsync(task)).Attempt);
        await AssignedAsync(task, _old, ask: 0);

        (await Tasks.HandOutAgainAsync(task, 2, slot: 0, life: 0, ask: 0)).ShouldNotBeNull();

        (await Tasks.FindByAliasAsync(AttemptAlias.Of(task, 2)!.Value)).ShouldNotBeNull().Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task a_worker_that_became_one_of_flamenco_3_gets_its_attempt_again_under_an_alias()
    {
        var task = await TaskAsync();
        await ExpireAsync(task, (await AssignedAsync(task)).Attempt);
        await AssignedAsync(task, _old, ask: 7);

        (await Tasks.HandOutAgainAsync(task, 2, slot: 0, life: 0, ask: 0)).ShouldNotBeNull();

        (await Tasks.FindByAliasAsync(AttemptAlias.Of(task, 2)!.Value)).ShouldNotBeNull().Worker.ShouldBe(_old);
    }

    [Fact]
    public async Task its_attempts_end_as_all_others_do()
    {
        var task = await TaskAsync();
        await ExpireAsync(task, (await AssignedAsync(task)).Attempt);
        await AssignedAsync(task, _old, ask: 0);

        (await CompleteAsync(task, 1)).ShouldBeOfType<Storage.Written<StoredTask>.Conflict>();
        (await CompleteAsync(task, 2)).ShouldBeOfType<Storage.Written<StoredTask>.Applied>();

        (await Tasks.FindByAliasAsync(AttemptAlias.Of(task, 2)!.Value)).ShouldNotBeNull().Outcome.ShouldBe(Domain.Tasks.AttemptOutcome.Completed);
    }

    private async Task<TaskId> TaskAsync() => (await StoredAsync(Some.Job())).Id.Task(1);
}
