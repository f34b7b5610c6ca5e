using System.Text;
using Almagest.Telemetry.Logs.Patterns;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Telemetry.Patterns;

public sealed class PatternMinerTests : IDisposable
{
    readonly PatternMetrics _metrics = new();
    readonly PatternMiner _miner;

    public PatternMinerTests() => _miner = NewMiner();

    public void Dispose() => _metrics.Dispose();

    [Theory]
    [InlineData("connection from 10.0.0.1 port 5513", "connection from 10.8.9.1 port 80", "connection from <_> port <_>")]
    [InlineData("Dec 10 09:32:20 host sshd: session opened", "Jan 1 10:00:00 host sshd: session opened", "<_> <_> <_> host sshd: session opened")]
    [InlineData("read 12 KB from /var/log/syslog", "read 3.1 MB from /etc/a/b", "read <_> <_> from <_>")]
    [InlineData("request id=7f1c took=5ms", "request id=99ae took=18ms", "request id=<_> took=<_>")]
    [InlineData("first line 1\n at Foo.Bar()", "first line 2\n at Other()", "first line <_>")]
    [InlineData("""{"ts":1,"level":"info","msg":"user 5 logged in"}""", """{"level":"warn","msg":"user 6 logged in","extra":{"a":[1,2]}}""", "user <_> logged in")]
    [InlineData("""{"method":"GET","status":200,"tags":["a","b"]}""", """{"method":"PUT","status":404,"tags":[]}""", """{"method":<_>,"status":<_>,"tags":<_>}""")]
    [InlineData("ts=1 level=info msg=\"saved 3 rows\" a=1", "ts=2 level=info msg=\"saved 4 rows\" b=2", "saved <_> rows")]
    public void Lines_that_differ_in_numbers_and_ids_have_one_pattern(string one, string two, string template)
    {
        var ids = Assign([one, two], out var stored);
        ids[0].Length.ShouldBe(16);
        ids[1].ShouldBe(ids[0]);
        stored.ShouldBe([template]);
    }

    [Theory]
    [InlineData("connection to database opened", "connection to database closed")]
    [InlineData("the task named alpha started", "the task named alpha has started")]
    [InlineData("ssh2 used", "ssh1 used")]
    [InlineData("""{"msg":"hello there"}""", "hello there")]
    public void Lines_that_differ_in_words_have_patterns_of_their_own(string one, string two)
    {
        var ids = Assign([one, two], out _);
        ids[1].ShouldNotBe(ids[0]);
    }

    [Fact]
    public void Word_with_many_values_becomes_a_gap_and_the_first_id_stays()
    {
        var users = new[] { "alice", "bob", "carol", "dave", "erin", "frank" };
        var ids = Assign([.. users.Select(static u => $"user {u} has logged in")], out var stored);
        ids[4].ShouldBe(ids[0]);
        ids[5].ShouldBe(ids[0]);
        stored.ShouldContain("user <_> has logged in");
        Assign(["user zoe has logged in", "user bob has logged in"], out _).ShouldBe([ids[0], ids[0]]);
    }

    [Fact]
    public void Two_words_with_many_values_become_gaps()
    {
        var names = new[] { "alice", "bob", "carol", "dave", "erin" };
        var lines = names.SelectMany(a => names.Select(b => $"mail from {a} to {b} was delivered to the box")).ToList();
        Assign([.. lines], out _);
        var later = Assign(["mail from xaver to yvonne was delivered to the box", "mail from alice to bob was delivered to the box"], out _);
        later[1].ShouldBe(later[0]);
    }

    [Fact]
    public void Same_line_of_other_service_or_tenant_has_another_pattern()
    {
        using var batch = Batch(["a line of words"], "shop", "one");
        using var other = Batch(["a line of words"], "cart", "one");
        using var tenant = Batch(["a line of words"], "shop", "two");
        foreach (var b in new[] { batch, other, tenant })
            _miner.Prepare(b);
        new[] { Id(batch), Id(other), Id(tenant) }.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Pattern_is_written_until_its_commit_is_confirmed()
    {
        using var first = Batch(["a line of words"]);
        _miner.Prepare(first);
        first.LogPatterns.Rows.ShouldBe(1);
        _miner.Stored(first);
        using var second = Batch(["a line of words"]);
        _miner.Prepare(second);
        second.LogPatterns.Rows.ShouldBe(0);
    }

    [Fact]
    public void Service_with_ever_new_lines_is_bounded()
    {
        var miner = NewMiner(new PatternLimits { MaxPatterns = 20, NewPatternsPerMinute = 1 });
        using var batch = Batch([.. Enumerable.Range(0, 500).Select(static i => Letters(i))]);
        miner.Prepare(batch);
        batch.LogPatterns.Rows.ShouldBeLessThanOrEqualTo(21);
        batch.Logs.PatternId.Rows.ShouldBe(500);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData("{")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":\"\\")]
    [InlineData("{\"msg\":\"")]
    [InlineData("{}")]
    [InlineData("msg=")]
    [InlineData("msg=\"")]
    [InlineData("=")]
    [InlineData("\u00e4\u00f6\u00fc \ud83d\ude00")]
    [InlineData("[[[[{{{{")]
    public void Odd_lines_do_no_harm(string line)
    {
        var ids = Assign([line, line], out _);
        ids[1].ShouldBe(ids[0]);
    }

    [Fact]
    public void Known_lines_allocate_nothing()
    {
        var lines = Enumerable.Range(0, 200).Select(static i => $"request {i} from 10.0.0.{i} took {i * 3} ms").ToArray();
        using var warm = Batch(lines);
        _miner.Prepare(warm);
        _miner.Stored(warm);
        using var batch = Batch(lines);
        _miner.Prepare(batch);
        using var measured = Batch(lines);
        measured.Logs.PatternId.Append([]);
        measured.Logs.PatternId.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        _miner.Prepare(measured);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // The column of ids grows a few times; nothing is allocated for a line.
        allocated.ShouldBeLessThan(lines.Length * 40);
    }

    static string Letters(int number) => string.Concat(Enumerable.Range(0, 1 + (number % 7)).Select(i => new string((char)('g' + ((number * (i + 3)) % 19)), 3 + (number % 5)) + " "));

    PatternMiner NewMiner(PatternLimits? limits = null) => new(limits ?? new PatternLimits(), _metrics, TimeProvider.System);

    string[] Assign(string[] lines, out string[] templates)
    {
        using var batch = Batch(lines);
        _miner.Prepare(batch);
        templates = new string[batch.LogPatterns.Rows];
        var cursor = batch.LogPatterns.Template.Read();
        for (var row = 0; row < templates.Length; row++)
            templates[row] = Encoding.UTF8.GetString(cursor.Next());
        var ids = new string[lines.Length];
        for (var row = 0; row < lines.Length; row++)
            ids[row] = Encoding.UTF8.GetString(batch.Logs.PatternId.Text(batch.Logs.PatternId.Indices[row]));
        return ids;
    }

    static string Id(TelemetryBatch batch) => Encoding.UTF8.GetString(batch.Logs.PatternId.Text(batch.Logs.PatternId.Indices[0]));

    static TelemetryBatch Batch(string[] lines, string service = "shop", string tenant = "default")
    {
        var batch = new TelemetryBatch(Signal.Logs);
        foreach (var line in lines)
        {
            batch.Logs.Tenant.Append(tenant);
            batch.Logs.Service.Append(service);
            batch.Logs.Level.Append("info");
            batch.Logs.Time.Append(1_700_000_000_000_000_000);
            batch.Logs.Body.Append(line);
            batch.Logs.RetentionDays.Append(30);
        }

        return batch;
    }
}
