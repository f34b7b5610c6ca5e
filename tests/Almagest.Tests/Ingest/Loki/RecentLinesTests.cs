using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Loki;
using Almagest.Tests.Ingest.Logs;
using static Almagest.Tests.Ingest.Loki.PushFixture;

namespace Almagest.Tests.Ingest.Loki;

public sealed class RecentLinesTests
{
    readonly RecentLines _recent = new(new LogIntakeOptions { RecentLines = 1 << 20 });

    [Fact]
    public void Line_that_was_stored_by_another_request_is_not_kept_again()
    {
        using (var first = new PushFixture(recent: _recent).Protobuf("{app=\"a\"}", (Now, "x", []), (Now, "y", [("k", "v")])))
            _recent.Add(first.Context.Kept);
        Bodies("{app=\"a\"}", (Now, "x", []), (Now, "z", []), (Now, "y", [("k", "v")])).ShouldBe(["z"]);
        Bodies("{app=\"a\"}", (Now, "y", []), (Now, "y", [("k", "w")]), (Now + 1, "x", [])).ShouldBe(["y", "y", "x"]);
        Bodies("{app=\"b\"}", (Now, "x", [])).ShouldBe(["x"]);
    }

    [Fact]
    public void Line_that_was_not_stored_is_kept_when_it_comes_again()
    {
        Bodies("{app=\"a\"}", (Now, "x", [])).ShouldBe(["x"]);
        Bodies("{app=\"a\"}", (Now, "x", [])).ShouldBe(["x"]);
    }

    [Fact]
    public void Refused_lines_are_not_remembered()
    {
        using var push = new PushFixture(recent: _recent).Protobuf("{app=\"a\"}", (Now - (8 * 86_400 * Second), "old", []));
        push.Context.Kept.ShouldBeEmpty();
    }

    [Fact]
    public void Lines_beyond_the_limit_push_out_the_oldest()
    {
        var few = new RecentLines(new LogIntakeOptions { RecentLines = 4 });
        few.Add([.. Enumerable.Range(0, 5).Select(static i => new LineKey((ulong)i, 1))]);
        Enumerable.Range(0, 5).Where(i => few.Has(new LineKey((ulong)i, 1))).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void Nothing_is_remembered_when_so_configured()
    {
        var options = new LogIntakeOptions { RecentLines = 0 };
        var off = new RecentLines(options);
        using var push = new PushFixture(options, off).Protobuf("{app=\"a\"}", (Now, "x", []), (Now, "x", []));
        LogRows.Bodies(push.Logs).ShouldBe(["x"]);
        push.Context.Kept.ShouldBeEmpty();
        off.IsOn.ShouldBeFalse();
    }

    string[] Bodies(string labels, params (long Time, string Line, (string, string)[] Metadata)[] entries)
    {
        using var push = new PushFixture(recent: _recent).Protobuf(labels, entries);
        return [.. LogRows.Bodies(push.Logs)];
    }
}
