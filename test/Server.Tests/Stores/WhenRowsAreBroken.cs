using Flamenco.Storage.Inspection;

namespace Flamenco.Server.Tests.Stores;

/// <summary>An inspection finds in a real database what the rules find in rows.</summary>
public abstract class WhenRowsAreBroken<TStore> : InspectionTests<TStore>
    where TStore : StoreUnderTest, ISqlUnderTest, new()
{
    [Theory]
    [InlineData("I1", "UPDATE jobs SET queued = queued + 1, soft_failed = soft_failed - 1")]
    [InlineData("I1", "UPDATE tasks SET steps_completed = 3 WHERE number = 1")]
    [InlineData("I2", "UPDATE attempts SET outcome = 3 WHERE outcome = 0")]
    [InlineData("I2", "UPDATE tasks SET status = 0 WHERE status = 1")]
    [InlineData("I3", "DELETE FROM attempts WHERE number = 1 AND attempt = 1")]
    [InlineData("I3", "UPDATE tasks SET attempt = 7 WHERE number = 4")]
    [InlineData("I4", "UPDATE tasks SET status = 2 WHERE number = 5")]
    [InlineData("I4", "UPDATE tasks SET status = 0 WHERE number = 1")]
    [InlineData("I5", "UPDATE attempts SET outcome = 3 WHERE number = 1")]
    [InlineData("I5", "UPDATE jobs SET status = 4")]
    [InlineData("I6", "DELETE FROM leases")]
    [InlineData("I7", "DELETE FROM jobs")]
    [InlineData("I7", "DELETE FROM command_pages")]
    [InlineData("I7", "DELETE FROM tasks WHERE number = 4")]
    [InlineData("I7", "DELETE FROM workers")]
    [InlineData("I10", "DELETE FROM audit WHERE what = 'requeue-task'")]
    [InlineData("I10", "DELETE FROM operation_log WHERE sequence = 1")]
    [InlineData("holds", "UPDATE tasks SET held = NULL")]
    [InlineData("holds", "UPDATE attempts SET outcome = 3 WHERE outcome = 4")]
    [InlineData("statuses", "UPDATE jobs SET status = 8")]
    [InlineData("statuses", "UPDATE jobs SET sweep = 1, sweep_next = 1, sweep_after = 6")]
    public async Task it_says_what_is_wrong_and_what_to_do(string invariant, string sql)
    {
        await JobInTheMiddleAsync();
        (await InspectedAsync()).Broken.ShouldBeEmpty();

        await Store.ExecuteAsync(sql);

        var report = await InspectedAsync();
        report.Broken.Select(broken => broken.Invariant.Id).ShouldContain(invariant);
        report.Broken.ShouldAllBe(broken => broken.Found.Length > 0 && broken.Mend.Length > 0);
        report.IsClean.ShouldBeFalse();
    }

    [Fact]
    public async Task a_job_that_vanished_is_missed_by_the_audit_log()
    {
        await JobInTheMiddleAsync();
        foreach (var table in (string[])["attempts", "tasks", "command_pages", "operation_log", "jobs"])
            await Store.ExecuteAsync($"DELETE FROM {table}");

        var broken = (await InspectedAsync()).Broken.ShouldHaveSingleItem();

        (broken.Invariant, broken.About.Kind).ShouldBe((Invariant.AuditTrail, SubjectKind.Job));
    }
}
