using System.Text;
using Flamenco.Worker.Delivery;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

public class WhenALogIsDelivered
{
    private readonly AttemptLog _log = new(1_000);

    [Fact]
    public void what_the_manager_has_already_is_not_sent_again()
    {
        _log.Append("first");
        _log.Append("second");

        _log.GoOnAt(6);

        Waiting().ShouldBe("second\n");
        _log.Offset.ShouldBe(6);
    }

    [Fact]
    public void what_the_manager_has_lost_is_told()
    {
        _log.Append("first");
        _log.Stored(6);
        _log.Append("second");

        _log.GoOnAt(2);

        Waiting().ShouldBe("-- the Manager has lost 4 bytes of this log here --\nsecond\n");
        _log.Offset.ShouldBe(2);
    }

    private string Waiting() => Encoding.UTF8.GetString(_log.Next(int.MaxValue));
}
