using System.Text;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Telemetry.Writing;

public sealed class SortedSamplesTests
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

        using var sorted = SortedSamples.Of(segment.Sections.Single()).ShouldNotBeNull();
        using var after = SortedSamples.Of(read.Sections.Single()).ShouldNotBeNull();
        var bytes = await BytesAsync(sorted);
        (await BytesAsync(sorted)).ShouldBe(bytes);
        (await BytesAsync(after)).ShouldBe(bytes);
    }

    [Fact]
    public void Bytes_that_are_not_understood_are_left_to_the_store()
    {
        using var segment = new Segment(Guid.CreateVersion7());
        segment.Add("samples", "tenant", [1, 1, .. "\u0006tenant\u0006String\u0001a"u8], 1);
        segment.Add("samples", "series", [1, 200, 1, .. "\u0006series\u0006UInt64"u8, 1, 2, 3], 200);
        foreach (var section in segment.Sections)
            SortedSamples.Of(section).ShouldBeNull();
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
        using var sorted = SortedSamples.Of(segment.Sections.Single()).ShouldNotBeNull();
        (await ReadAsync(await BytesAsync(sorted), optional)).ShouldBe(expected);
    }

    static Comparer<byte[]> Bytes { get; } = Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b));

    static async Task<byte[]> BytesAsync(SortedSamples sorted)
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
            samples.Add(new Sample(
                block["tenant"].GetString(row) ?? "", block["metric"].GetString(row) ?? "", block.Fixed<ulong>("series")[row], block.Fixed<long>("time")[row], block.Fixed<double>("value")[row]));
            block.Fixed<ushort>("retention_days")[row].ShouldBe((ushort)30);
            if (optional)
                block.Fixed<uint>("nanos")[row].ShouldBe((uint)samples[^1].Value);
        }

        block.Columns.Count.ShouldBe(optional ? 7 : 6);
        (await reader.ReadBlockAsync(CancellationToken.None)).ShouldBeNull();
        return samples;
    }

    static JournalRecord Add(Segment segment, IEnumerable<Sample> samples, bool optional)
    {
        using var batch = new TelemetryBatch(Signal.Metrics);
        foreach (var (tenant, metric, series, time, value) in samples)
        {
            batch.Samples.Tenant.Append(tenant);
            batch.Samples.Metric.Append(metric);
            batch.Samples.Series.Append(series);
            batch.Samples.Time.Append(time);
            batch.Samples.Value.Append(value);
            batch.Samples.Nanos.Append(optional ? (uint)value : 0);
            batch.Samples.StartTime.Append(0);
            batch.Samples.Delta.Append(0);
            batch.Samples.RetentionDays.Append(30);
        }

        return segment.Add([new PendingBatch(batch)]);
    }

    static IEnumerable<Sample> Run(string metric, ulong series, long time, int count, string tenant = "default") =>
        Enumerable.Range(0, count).Select(i => New(metric, series, time + i, tenant));

    static Sample New(string metric, ulong series, long time, string tenant = "default") => new(tenant, metric, series, time, 0);

    sealed record Sample(string Tenant, string Metric, ulong Series, long Time, double Value);
}
