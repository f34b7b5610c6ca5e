using System.Globalization;
using Almagest.ClickHouse.Http;

namespace Almagest.Scenarios.ClickHouse.Http;

[Collection(RealStoreCollection.Name)]
public sealed class ParameterScenarios(RealStore store)
{
    public static TheoryData<string> HostileTexts() =>
    [
        "", " ", "plain", "it's", "'; DROP TABLE t; --", @"back\slash", @"\N", @"\", @"\\'", "tab\tnew\nline\rreturn\r\n", "\0zero\b\f\v\a\u001b",
        "{x:String}", "日本語 é 😀", "`\"$$", "%41%00&param_x=1#?+ +", "NULL", "[1,2]", "a\n__exception__\r\n", new string('x', 100_000),
    ];

    [Theory, MemberData(nameof(HostileTexts))]
    public async Task Text_parameter_comes_back_unchanged(string text)
    {
        (await Ask<string>("SELECT {x:String}", s => s.With("x", text))).ShouldBe(text);
        (await Ask<string>("SELECT {x:Nullable(String)}", s => s.With("x", text))).ShouldBe(text);
        (await Ask<string>("SELECT {x:Array(String)}[2]", s => s.With("x", ["a", text, "b"]))).ShouldBe(text);
        (await Ask<string>("SELECT {x:Map(String, String)}['k']", s => s.With("x", new Dictionary<string, string> { ["k"] = text }))).ShouldBe(text);
        (await Ask<string>("SELECT mapKeys({x:Map(String, String)})[1]", s => s.With("x", new Dictionary<string, string> { [text] = "v" }))).ShouldBe(text);
    }

    [Fact]
    public async Task Scalars_come_back_unchanged()
    {
        (await Ask<long>("SELECT {x:Int64}", s => s.With("x", long.MinValue))).ShouldBe(long.MinValue);
        (await Ask<ulong>("SELECT {x:UInt64}", s => s.With("x", ulong.MaxValue))).ShouldBe(ulong.MaxValue);
        (await Ask<double>("SELECT {x:Float64}", s => s.With("x", 0.1 + 0.2))).ShouldBe(0.1 + 0.2);
        (await Ask<double>("SELECT {x:Float64}", s => s.With("x", double.NaN))).ShouldBe(double.NaN);
        (await Ask<double>("SELECT {x:Float64}", s => s.With("x", double.NegativeInfinity))).ShouldBe(double.NegativeInfinity);
        (await Ask<decimal>("SELECT {x:Decimal(38, 10)}", s => s.With("x", -1.0000000001m))).ShouldBe(-1.0000000001m);
        (await Ask<bool>("SELECT {x:Bool}", s => s.With("x", true))).ShouldBeTrue();
        (await Ask<byte>("SELECT {x:UInt8}", s => s.With("x", true))).ShouldBe((byte)1);
        var id = Guid.NewGuid();
        (await Ask<Guid>("SELECT {x:UUID}", s => s.With("x", id))).ShouldBe(id);
        (await Ask<string>("SELECT toString({x:UUID})", s => s.With("x", id))).ShouldBe(id.ToString());
        (await Ask<DateOnly>("SELECT {x:Date}", s => s.With("x", new DateOnly(2024, 2, 29)))).ShouldBe(new DateOnly(2024, 2, 29));
        (await Ask<string?>("SELECT {x:Nullable(String)}", s => s.With("x", (string?)null))).ShouldBeNull();
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1_700_000_000_123_456_789L)]
    [InlineData(-1_000_000_001L)]
    [InlineData(-1_500_000_000L)]
    public async Task Nanoseconds_come_back_unchanged(long nanos)
    {
        (await Ask<long>("SELECT toUnixTimestamp64Nano({x:DateTime64(9)})", s => s.WithNanos("x", nanos))).ShouldBe(nanos);
        (await Ask<long>("SELECT toUnixTimestamp64Nano({x:DateTime64(9, 'Asia/Tokyo')})", s => s.WithNanos("x", nanos))).ShouldBe(nanos);
        (await Ask<long>("SELECT {x:Int64}", s => s.WithNanos("x", nanos))).ShouldBe(nanos);
        (await Ask<long>("SELECT toUnixTimestamp64Nano({x:Array(DateTime64(9))}[1])", s => s.WithNanos("x", [nanos]))).ShouldBe(nanos);
    }

    [Fact]
    public async Task Moment_fits_every_time_type()
    {
        var moment = DateTimeOffset.Parse("2024-02-29T23:30:00.1234567+02:00", CultureInfo.InvariantCulture);
        (await Ask<DateTimeOffset>("SELECT {x:DateTime64(7)}", s => s.With("x", moment))).ShouldBe(moment);
        (await Ask<long>("SELECT toInt64(toUnixTimestamp({x:DateTime}))", s => s.With("x", moment))).ShouldBe(moment.ToUnixTimeSeconds());
        (await Ask<DateOnly>("SELECT {x:Date}", s => s.With("x", moment))).ShouldBe(new DateOnly(2024, 2, 29));
    }

    [Fact]
    public async Task Arrays_come_back_unchanged()
    {
        (await Ask<object?[]>("SELECT {x:Array(Int64)}", s => s.With("x", new[] { -1L, 2L }))).ShouldBe([-1L, 2L]);
        (await Ask<object?[]>("SELECT {x:Array(UInt64)}", s => s.With("x", new[] { ulong.MaxValue }))).ShouldBe([ulong.MaxValue]);
        (await Ask<object?[]>("SELECT {x:Array(Float64)}", s => s.With("x", new[] { 0.5, double.PositiveInfinity }))).ShouldBe([0.5, double.PositiveInfinity]);
        (await Ask<object?[]>("SELECT {x:Array(String)}", s => s.With("x", Array.Empty<string>()))).ShouldBe([]);
        (await Ask<object?[]>("SELECT {x:Array(Nullable(String))}", s => s.With("x", [null, "NULL"]))).ShouldBe([null, "NULL"]);
        var id = Guid.NewGuid();
        (await Ask<object?[]>("SELECT {x:Array(UUID)}", s => s.With("x", [id]))).ShouldBe([id]);
        (await Ask<object?[]>("SELECT {x:Array(String)}", s => s.With("x", Enumerable.Repeat("ab", 20_000))))!.Length.ShouldBe(20_000);
    }

    [Fact]
    public async Task Parameter_above_the_limit_is_refused_with_a_reason()
    {
        var refused = await Should.ThrowAsync<ClickHouseException>(() => Ask<string>("SELECT {x:String}", s => s.With("x", new string('x', 200_000))));
        refused.Error.ShouldBe(ClickHouseError.Http);
        refused.Message.ShouldContain("131072");
    }

    Task<T?> Ask<T>(string sql, Func<Statement, Statement> with) => store.Client.ScalarAsync<T>(with(new Statement(sql) { ReadOnly = true }), CancellationToken.None);
}
