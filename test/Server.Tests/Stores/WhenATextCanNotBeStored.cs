using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenATextCanNotBeStored<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private const int Nul = 0;
    private const int HalfOfAPair = 0xD83D;

    [Theory]
    [InlineData(Nul)]
    [InlineData(HalfOfAPair)]
    public async Task a_job_with_it_is_refused_and_nothing_of_it_is_kept(int character)
    {
        var job = Some.Job() with { Name = With(character) };

        var refused = await Should.ThrowAsync<UnstorableTextException>(() => Jobs.CreateAsync(job));

        refused.Message.ShouldContain("the job's name");
        (await Jobs.FindAsync(job.Id)).ShouldBeNull();
    }

    [Theory]
    [InlineData(Nul)]
    [InlineData(HalfOfAPair)]
    public async Task a_report_with_it_is_refused_and_the_attempt_is_as_it_was(int character)
    {
        var task = (await StoredAsync(Some.Job())).Id.Task(1);
        await AssignedAsync(task);

        await Should.ThrowAsync<UnstorableTextException>(() => Tasks.ProgressAsync(new AttemptProgress(task, 1, With(character), null)));
        await Should.ThrowAsync<UnstorableTextException>(() => Tasks.EndAsync(new AttemptEnd(task, 1, new TaskEvent.Completed(), null, With(character))));

        (await TaskAsync(task)).Status.ShouldBe(RenderTaskStatus.Active);
    }

    [Fact]
    public async Task so_are_commands_workers_and_sites()
    {
        var job = (await StoredAsync(Some.Job())).Id;

        await Should.ThrowAsync<UnstorableTextException>(() => Jobs.CommandAsync(job, JobCommand.Cancel, Some.Artist with { Reason = With(Nul) }));
        await Should.ThrowAsync<UnstorableTextException>(() => Workers.RegisterAsync(Some.WorkerRow(Some.Site(), With(Nul))));
        await Should.ThrowAsync<UnstorableTextException>(() => Managers.AddAsync(new ManagerRow(Some.Site(), With(Nul))));

        (await JobAsync(job)).Status.ShouldBe(JobStatus.Queued);
    }

    [Fact]
    public async Task any_other_text_comes_back_as_it_was()
    {
        var name = "Ωä \u0001 😀 '\"\\ \u2028";

        var job = await StoredAsync(Some.Job() with { Name = name });

        (await JobAsync(job.Id)).Name.ShouldBe(name);
    }

    /// <summary>By its number: the runner of tests can not name such a text either.</summary>
    private static string With(int character) => $"a{(char)character}b";
}
