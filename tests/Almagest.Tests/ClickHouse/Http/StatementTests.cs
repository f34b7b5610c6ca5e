using Almagest.ClickHouse.Http;

namespace Almagest.Tests.ClickHouse.Http;

public sealed class StatementTests
{
    [Fact]
    public void Values_are_written_for_their_declared_types()
    {
        var sql = "SELECT {a:String}, {b:DateTime64(9)}, { c : DateTime }, {d:Int64}, {e:Date}, {f:Bool}, {g:UInt8}, {h:Array(String)}, {i:Array(DateTime64(9))}";
        var statement = new Statement(sql)
            .With("a", "x\\'\t").WithNanos("b", 1_500_000_001).WithNanos("c", -1).WithNanos("d", 5).WithNanos("e", 0)
            .With("f", true).With("g", true).With("h", ["a'", null]).WithNanos("i", [1_000_000_000]);
        statement.RenderParameters().ToDictionary(p => p.Key, p => p.Value).ShouldBe(new Dictionary<string, string>
        {
            ["param_a"] = @"x\\\'\t", ["param_b"] = "1.500000001", ["param_c"] = "-1", ["param_d"] = "5", ["param_e"] = "1970-01-01",
            ["param_f"] = "true", ["param_g"] = "1", ["param_h"] = @"['a\'',NULL]", ["param_i"] = "['1.000000000']",
        }, ignoreOrder: true);
    }

    [Fact]
    public void Names_cannot_leave_their_quotes() => SqlText.Identifier(@"a`b\").ShouldBe(@"`a\`b\\`");
}
