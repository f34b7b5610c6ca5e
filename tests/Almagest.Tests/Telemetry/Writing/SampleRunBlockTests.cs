using System.Text;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Telemetry.Writing;

public sealed class SampleRunBlockTests
{
    const long Hour = 3_600_000, Start = 480_000 * Hour;

    [Fact]
    public async Task Runs_of_many_requests_come_in_the_order_of_the_table()
    {
        List<Sample> first = [.. Run("b", 7, Start, 30), .. Run("a", 9, Start, 30), .. Run("a", 3, Start + Hour - 10, 30)];
        List<Sample> second = [.. Run("a", 9, Start + 30, 30), .. Run("b", 7, Start + 30, 30), .. Run("a", 3, Start, 5)];
        await CheckAsync([first, second]);
    }

    [Fact]
    public async Task Scrapes_of_single_samples_come_in_the_order_of_the_table() =>
        await CheckAsync([.. Enumerable.Range(0, 20).Select(scrape => Enumerable.Range(0, 300).Select(series => New($"m{series % 7}", (ulong)(series * 7919), Start + (scrape * 15_000))))]);

    [Fact]
    public async Task Late_and_repeated_samples_are_put_where_they_belong_in_the_order_in_which_they_came() =>
        await CheckAsync([Run("a", 1, Start, 10), [New("a", 1, Start + 4), New("a", 1, Start + 4)], Run("a", 2, Start, 3), Run("a", 1, Start + 2, 20), [New("a", 1, Start - 1)]]);

    [Fact]
    public async Task Tenants_and_metrics_are_ordered_by_their_bytes() =>
        await CheckAsync([
            [New("é", 1, Start), New("z", 1, Start), New("Z", 1, Start), New("", 1, Start), New("zz", 1, Start)],
            [New("z", 1, Start, "other"), New("z", 1, Start, "Other"), New("a", 1, Start)]]);

    [Fact]
    public async Task Times_before_1970_and_far_away_keep_every_row() =>
        await CheckAsync([[New("a", 1, -1), New("a", 1, 0), New("a", 1, -Hour), New("a", 1, -Hour - 1), New("a", 1, long.MaxValue), New("a", 1, long.MinValue)]]);

    [Fact]
    public async Task Runs_longer_than_what_is_sent_at_once_are_whole() => await CheckAsync([Run("a", 1, Start, 200_000), Run("a", 1, Start + 200_000, 50_000)]);

    [Fact]
    public async Task More_metrics_than_fit_a_byte_are_told_apart() =>
        await CheckAsync([.. Enumerable.Range(0, 3).Select(request => Enumerable.Range(0, 200).Select(i => New($"m{(request * 150) + i}", (ulong)i, Start)))]);

    [Fact]
    public async Task Samples_with_other_retention_are_in_other_rows() =>
        await CheckAsync([[New("a", 1, Start), New("a", 1, Start + 1, retention: 7), New("a", 1, Start + 2, retention: 7), New("a", 1, Start + 3)], [New("a", 1, Start + 4, retention: 7)]]);

    [Fact]
    public async Task Samples_of_a_series_and_hour_are_one_row_however_many_requests_brought_them()
    {
        using var segment = new Segment(Guid.CreateVersion7());
        for (var scrape = 0; scrape < 20; scrape++)
            Add(segment, [New("a", 1, Start + (scrape * 15_000)), New("a", 2, Start + (scrape * 15_000) + Hour - 150_000)], optional: false);
        using var block = SampleRunBlock.Of(segment.Sections.Single());
        using var reader = new NativeReader(new MemoryStream(await BytesAsync(block)));
        using var rows = (await reader.ReadBlockAsync(CancellationToken.None)).ShouldNotBeNull();
        Enumerable.Range(0, rows.Rows).Select(row => Elements<long>(rows, "times", row).Length).ShouldBe([20, 10, 10]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_comes_is_what_is_sent(int seed)
    {
        var random = new Random(seed);
        var requests = new List<IEnumerable<Sample>>();
        for (var request = 0; request < 40; request++)
        {
            var samples = new List<Sample>();
            for (var run = random.Next(30); run > 0; run--)
                samples.AddRange(Run($"m{random.Next(9)}", (ulong)random.Next(5) << 61, Start + random.NextInt64(3 * Hour), random.Next(1, 12), random.Next(2) == 0 ? "default" : "other"));
            requests.Add(samples);
        }

        await CheckAsync(requests, optional: seed == 2);
    }

    [Fact]
    public async Task Sent_again_it_is_the_same_and_so_it_is_after_a_restart()
    {
        using var segment = new Segment(Guid.CreateVersion7());
        using var read = new Segment(segment.Id);
        foreach (var samples in new[] { Run("a", 1, Start, 10), Run("b", 1, Start, 10), Run("a", 1, Start + 5, 10) })
        {
            var record = Add(segment, samples, optional: false);
            foreach (var part in record.Parts)
                read.Add(part.Section.Table, part.Section.ColumnList, part.Bytes.Span, part.Rows);
        }

        using var sorted = SampleRunBlock.Of(segment.Sections.Single());
        using var after = SampleRunBlock.Of(read.Sections.Single());
        var bytes = await BytesAsync(sorted);
        (await BytesAsync(sorted)).ShouldBe(bytes);
        (await BytesAsync(after)).ShouldBe(bytes);
    }

    [Fact]
    public void Bytes_that_are_not_those_of_samples_are_refused()
    {
        using var segment = new Segment(Guid.CreateVersion7());
        segment.Add("samples", "tenant", [1, 1, .. "\u0006tenant\u0006String\u0001a"u8], 1);
        segment.Add("samples", "series", [1, 200, 1, .. "\u0006series\u0006UInt64"u8, 1, 2, 3], 200);
        segment.Add("samples", "value", [1, 1, .. "\u0005value\u0007Float64"u8, 1, 2, 3, 4, 5, 6, 7, 8], 1);
        foreach (var section in segment.Sections)
            Should.Throw<InvalidDataException>(() => SampleRunBlock.Of(section).Dispose());
    }

    /// <summary>What is sent has all rows, each once, in order, and samples of one time as they came.</summary>
    static async Task CheckAsync(IReadOnlyList<IEnumerable<Sample>> requests, bool optional = false)
    {
        using var segment = new Segment(Guid.CreateVersion7());
        var sent = new List<Sample>();
        foreach (var request in requests)
        {
            var numbered = request.Select((sample, i) => sample with { Value = sent.Count + i }).ToList();
            if (numbered.Count == 0)
                continue;
            Add(segment, numbered, optional);
            sent.AddRange(numbered);
        }

        var expected = sent.OrderBy(static s => Encoding.UTF8.GetBytes(s.Tenant), Bytes).ThenBy(static s => Encoding.UTF8.GetBytes(s.Metric), Bytes)
            .ThenBy(static s => Math.Clamp(Math.Floor(s.Time / (decimal)Hour), int.MinValue, int.MaxValue)).ThenBy(static s => s.Series).ThenBy(static s => s.Time);
        using var sorted = SampleRunBlock.Of(segment.Sections.Single());
        (await ReadAsync(await BytesAsync(sorted), optional)).ShouldBe(expected);
    }

    static Comparer<byte[]> Bytes { get; } = Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b));

    static async Task<byte[]> BytesAsync(SampleRunBlock sorted)
    {
        using var stream = new MemoryStream();
        await sorted.WriteAsync(stream, CancellationToken.None);
        return stream.ToArray();
    }

    static async Task<List<Sample>> ReadAsync(byte[] bytes, bool optional)
    {
        using var reader = new NativeReader(new MemoryStream(bytes));
        using var block = (await reader.ReadBlockAsync(CancellationToken.None)).ShouldNotBeNull();
        var samples = new List<Sample>();
        for (var row = 0; row < block.Rows; row++)
        {
            var times = Elements<long>(block, "times", row);
            times.ShouldNotBeEmpty();
            var hour = (uint)Math.Clamp(Math.Floor(times[0] / (decimal)Hour) * 3600, 0, uint.MaxValue / 3600 * 3600);
            block.Fixed<uint>("hour")[row].ShouldBe(hour);
            var values = Elements<double>(block, "values", row);
            samples.AddRange(times.Select((time, i) => new Sample(
                block["tenant"].GetString(row) ?? "", block["metric"].GetString(row) ?? "", block.Fixed<ulong>("series")[row], time, values[i], block.Fixed<ushort>("retention_days")[row])));
            if (!optional)
                continue;
            Elements<uint>(block, "nanos", row).ShouldBe(values.Select(static v => (uint)v));
            values.ShouldAllBe(v => StartOf(v) == block.Fixed<long>("start_time")[row]);
        }

        block.Columns.Count.ShouldBe(optional ? 9 : 7);
        (await reader.ReadBlockAsync(CancellationToken.None)).ShouldBeNull();
        return samples;
    }

    static T[] Elements<T>(ResultBlock block, string column, int row)
        where T : unmanaged
    {
        var arrays = block.Get<ArrayResultColumn>(column);
        return ((ResultColumn<T>)arrays.Elements).Values[arrays[row]].ToArray();
    }

    static long StartOf(double value) => (long)value / 7 % 3;

    static JournalRecord Add(Segment segment, IEnumerable<Sample> samples, bool optional)
    {
        using var batch = new TelemetryBatch(Signal.Metrics);
        foreach (var (tenant, metric, series, time, value, retention) in samples)
        {
            batch.Samples.Tenant.Append(tenant);
            batch.Samples.Metric.Append(metric);
            batch.Samples.Series.Append(series);
            batch.Samples.Time.Append(time);
            batch.Samples.Value.Append(value);
            batch.Samples.Nanos.Append(optional ? (uint)value : 0);
            batch.Samples.StartTime.Append(optional ? StartOf(value) : 0);
            batch.Samples.Delta.Append(0);
            batch.Samples.RetentionDays.Append(retention);
        }

        return segment.Add([new PendingBatch(batch)]);
    }

    static IEnumerable<Sample> Run(string metric, ulong series, long time, int count, string tenant = "default") =>
        Enumerable.Range(0, count).Select(i => New(metric, series, time + i, tenant));

    static Sample New(string metric, ulong series, long time, string tenant = "default", ushort retention = 30) => new(tenant, metric, series, time, 0, retention);

    sealed record Sample(string Tenant, string Metric, ulong Series, long Time, double Value, ushort Retention);
}
