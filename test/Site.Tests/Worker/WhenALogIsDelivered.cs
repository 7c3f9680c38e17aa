using System.Text;
using Flamenco.Worker.Delivery;
using Shouldly;

namespace Flamenco.Site.Tests.Worker;

public class WhenALogIsDelivered
{
    private readonly AttemptLog _log = new();

    [Fact]
    public void what_the_manager_has_already_is_not_sent_again()
    {
        Append("first\n");
        Append("second\n");

        _log.GoOnAt(6);

        Next().ShouldBe("second\n");
        _log.Offset.ShouldBe(6);
    }

    [Fact]
    public void what_the_manager_has_lost_is_told()
    {
        Append("first\n");
        _log.Stored(6);
        Append("second\n");

        _log.GoOnAt(2);

        var notice = Next();
        notice.ShouldBe("-- the Manager has lost 4 bytes of this log here --\n");
        _log.Stored(notice.Length);
        Next().ShouldBe("second\n");
        _log.Offset.ShouldBe(2 + notice.Length);
    }

    [Fact]
    public void a_notice_whose_answer_got_lost_is_not_told_again()
    {
        Append("first\n");
        _log.Stored(6);
        Append("second\n");
        _log.GoOnAt(2);

        _log.GoOnAt(2 + Next().Length);

        Next().ShouldBe("second\n");
    }

    [Fact]
    public void only_what_is_on_the_disk_is_sent()
    {
        Append("first\n");
        _log.Append("second\n"u8);

        Next().ShouldBe("first\n");
        _log.IsOnDisk(13);

        Next().ShouldBe("first\nsecond\n");
    }

    [Fact]
    public void what_is_refused_leaves_no_gap()
    {
        Append("first\n");
        Append("second\n");

        _log.Refused(6);

        Next().ShouldBe("second\n");
        _log.Offset.ShouldBe(0);
        _log.Sent.ShouldBe(6);
    }

    private void Append(string text)
    {
        _log.Append(Encoding.UTF8.GetBytes(text));
        _log.IsOnDisk(_log.Written);
    }

    private string Next() => Encoding.UTF8.GetString(_log.Next(int.MaxValue));
}
