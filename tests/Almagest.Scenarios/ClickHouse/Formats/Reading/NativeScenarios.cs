using System.Collections;
using System.Globalization;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;

namespace Almagest.Scenarios.ClickHouse.Formats.Reading;

[Collection(RealStoreCollection.Name)]
public sealed class NativeScenarios(RealStore store)
{
    [Theory]
    [InlineData("255::UInt8", "255")]
    [InlineData("65535::UInt16", "65535")]
    [InlineData("4294967295::UInt32", "4294967295")]
    [InlineData("18446744073709551615::UInt64", "18446744073709551615")]
    [InlineData("toUInt128('340282366920938463463374607431768211455')", "340282366920938463463374607431768211455")]
    [InlineData("'-128'::Int8", "-128")]
    [InlineData("'-32768'::Int16", "-32768")]
    [InlineData("'-2147483648'::Int32", "-2147483648")]
    [InlineData("toInt64('-9223372036854775808')", "-9223372036854775808")]
    [InlineData("'-5'::Int128", "-5")]
    [InlineData("'-5'::Int256", "-5")]
    [InlineData("7::UInt256", "7")]
    [InlineData("1.5::Float32", "1.5")]
    [InlineData("nan", "NaN")]
    [InlineData("1::BFloat16", "1")]
    [InlineData("true", "True")]
    [InlineData("'a\\0é'", "a\0é")]
    [InlineData("'ab'::FixedString(3)", "[97,98,0]")]
    [InlineData("toDate('2149-06-06')", "06/06/2149")]
    [InlineData("toDate32('1900-01-01')", "01/01/1900")]
    [InlineData("toDateTime(1700000000, 'Asia/Tokyo')", "11/14/2023 22:13:20 +00:00")]
    [InlineData("toDateTime64('1969-12-31 23:59:59.5', 3, 'UTC')", "12/31/1969 23:59:59 +00:00")]
    [InlineData("'b'::Enum8('a' = -1, 'b' = 2)", "b")]
    [InlineData("'it\\'s'::Enum16('it\\'s' = 1000)", "it's")]
    [InlineData("toUUID('00112233-4455-6677-8899-aabbccddeeff')", "00112233-4455-6677-8899-aabbccddeeff")]
    [InlineData("toIPv4('1.2.3.4')", "1.2.3.4")]
    [InlineData("toIPv6('2001:db8::1')", "2001:db8::1")]
    [InlineData("toDecimal32('-1.25', 4)", "-1.2500")]
    [InlineData("toDecimal64('1.25', 4)", "1.2500")]
    [InlineData("toDecimal128('-79228162514264337593543950336.5', 1)", "-79228162514264337593543950336.5")]
    [InlineData("toDecimal256('0.5', 60)", "0.500000000000000000000000000000000000000000000000000000000000")]
    [InlineData("NULL", "null")]
    [InlineData("NULL::Nullable(UInt8)", "null")]
    [InlineData("'x'::Nullable(String)", "x")]
    [InlineData("'x'::LowCardinality(String)", "x")]
    [InlineData("''::LowCardinality(String)", "")]
    [InlineData("NULL::LowCardinality(Nullable(String))", "null")]
    [InlineData("''::LowCardinality(Nullable(String))", "")]
    [InlineData("[]::Array(LowCardinality(String))", "[]")]
    [InlineData("[[1],[],[2,3]]::Array(Array(UInt8))", "[[1],[],[2,3]]")]
    [InlineData("[NULL,'a']::Array(Nullable(String))", "[null,a]")]
    [InlineData("map('a', [1,2])", "{a=[1,2]}")]
    [InlineData("map('k','v')::Map(LowCardinality(String), LowCardinality(String))", "{k=v}")]
    [InlineData("map()::Map(String, String)", "[]")]
    [InlineData("(1, 'a')::Tuple(`b c` UInt8, d LowCardinality(String))", "[1,a]")]
    [InlineData("tuple()", "[]")]
    [InlineData("[(1,'a'),(2,'b')]::Nested(x UInt8, y String)", "[[1,a],[2,b]]")]
    [InlineData("'{\"a\":{\"b\":1}}'::JSON(a.b UInt8)", "{\"a\":{\"b\":1}}")]
    [InlineData("toIntervalDay(3)", "3")]
    public async Task Every_type_is_read(string expression, string expected)
    {
        var rows = 0;
        var sql = new Statement($"SELECT materialize({expression}) AS v, number AS n FROM numbers(70000)") { ReadOnly = true };
        await foreach (var block in store.Client.ReadAsync(sql, CancellationToken.None))
            for (var row = 0; row < block.Rows; row += 9999)
            {
                Text(block["v"].GetValue(row)).ShouldBe(expected);
                block.Fixed<ulong>("n")[row].ShouldBe(block.Fixed<ulong>("n")[0] + (ulong)row);
                rows++;
            }
        rows.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Dictionary_and_texts_are_read_across_blocks()
    {
        var sum = 0L;
        var sql = new Statement("SELECT toLowCardinality(toString(number % 1000)) AS k, repeat('é', number % 300) AS s, number AS n FROM numbers(200000)");
        await foreach (var block in store.Client.ReadAsync(sql, CancellationToken.None))
        {
            var keys = block.Get<LowCardinalityResultColumn>("k");
            for (var row = 0; row < block.Rows; row++)
            {
                var n = block.Fixed<ulong>("n")[row];
                if (keys.GetString(row) != (n % 1000).ToString(CultureInfo.InvariantCulture) || block.Strings("s")[row].Length != (int)(n % 300) * 2)
                    throw new InvalidOperationException($"row {n} was read wrongly");
                sum++;
            }
        }
        sum.ShouldBe(200_000);
    }

    [Theory]
    [InlineData("1::Variant(UInt8, String)")]
    [InlineData("1::Dynamic")]
    [InlineData("sumState(1::UInt8)")]
    public async Task Unknown_type_is_refused_with_advice(string expression) =>
        (await Should.ThrowAsync<ClickHouseFormatException>(() => store.Client.ScalarAsync<object>(new Statement($"SELECT {expression}"), CancellationToken.None)))
            .Message.ShouldContain("cast the column");

    [Fact]
    public async Task Damaged_result_of_the_real_store_ends_in_one_kind_of_error()
    {
        await using var result = await store.Client.OpenAsync(new Statement("""
            SELECT number AS a, toString(number) AS b, toLowCardinality(toString(number % 7)) AS c, [number, 1] AS d, map('k', toString(number)) AS e,
                   (number, 'x') AS f, if(number % 2 = 0, NULL, number) AS g, toDateTime64(number, 9) AS h, generateUUIDv4() AS i, toDecimal64(1, 2) AS j
            FROM numbers(300)
            """), "Native", CancellationToken.None);
        using var whole = new MemoryStream();
        await result.Body.CopyToAsync(whole);
        var random = new Random(7);
        for (var round = 0; round < 4000; round++)
        {
            var bytes = whole.ToArray();
            if (round % 2 == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            for (var flips = random.Next(4); flips > 0 && bytes.Length > 0; flips--)
                bytes[random.Next(random.Next(2) == 0 ? Math.Min(400, bytes.Length) : bytes.Length)] = (byte)random.Next(256);
            var before = GC.GetTotalAllocatedBytes();
            await ReadAllAsync(bytes);
            (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(16_000_000);
        }
    }

    static async Task ReadAllAsync(byte[] bytes)
    {
        try
        {
            using var reader = new NativeReader(new MemoryStream(bytes));
            while (await reader.ReadBlockAsync(CancellationToken.None) is { } block)
                using (block)
                    foreach (var column in block.Columns)
                        for (var row = 0; row < Math.Min(column.Rows, 400); row++)
                            column.GetValue(row);
        }
        catch (ClickHouseFormatException)
        {
            // The only error damaged bytes may cause.
        }
    }

    static string Text(object? value) => value switch
    {
        null or DBNull => "null",
        KeyValuePair<object?, object?>[] { Length: > 0 } pairs => "{" + string.Join(",", pairs.Select(p => $"{Text(p.Key)}={Text(p.Value)}")) + "}",
        IEnumerable items and not string => "[" + string.Join(",", items.Cast<object?>().Select(Text)) + "]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
