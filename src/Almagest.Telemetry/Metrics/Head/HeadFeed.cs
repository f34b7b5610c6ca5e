using System.Numerics.Tensors;
using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Telemetry.Metrics.Head;

/// <summary>Puts stored series and samples into memory, where PromQL finds them.</summary>
public sealed class HeadFeed(MetricVault vault, TimeProvider time) : ICommitListener
{
    // Younger samples belong to steps whose answers nobody keeps.
    static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public void Stored(TelemetryBatch batch)
    {
        if (batch.Signal != Signal.Metrics)
            return;
        AddSeries(batch.Series);
        AddSamples(batch.Samples);
        AddHistograms(batch.Histograms);
        AddNativeHistograms(batch.NativeHistograms);
        TellLate(batch);
    }

    /// <summary>After the samples are in memory: whoever asks from now on sees them, and what was computed before is forgotten.</summary>
    void TellLate(TelemetryBatch batch)
    {
        var before = (time.GetUtcNow() - Late).ToUnixTimeMilliseconds();
        HashSet<TenantMetrics>? late = null;
        AddLate(batch.Samples.Tenant, batch.Samples.Time.Values, before, ref late);
        AddLate(batch.NativeHistograms.Tenant, batch.NativeHistograms.Time.Values, before, ref late);
        AddLate(batch.Histograms.Tenant, batch.Histograms.Time.Values, before * 1_000_000, ref late);
        foreach (var tenant in late ?? [])
            tenant.LateSamples();
    }

    void AddLate(LowCardinalityColumn tenant, ReadOnlySpan<long> times, long before, ref HashSet<TenantMetrics>? late)
    {
        if (times.IsEmpty || TensorPrimitives.Min(times) >= before)
            return;
        var tenants = new TenantOfRow(vault, tenant);
        for (var (row, told) = (0, -1); row < times.Length; row++)
        {
            if (times[row] >= before || (told >= 0 && tenants.IsSame(told, row)))
                continue;
            (late ??= []).Add(tenants[row]);
            told = row;
        }
    }

    void AddSeries(SeriesBlock rows)
    {
        var tenants = new TenantOfRow(vault, rows.Tenant);
        for (var row = 0; row < rows.Rows; row++)
        {
            var tenant = tenants[row];
            var at = row;
            var series = tenant.Index.GetOrAdd(rows.Series.Values[row], () => ReadLabels(rows, at));
            var type = Text(rows.Type, row);
            tenant.Metadata[MetricFamily.NameOf(series.Labels.Metric, type)] = new MetricMetadata(type, Text(rows.Help, row), Text(rows.Unit, row));
        }
    }

    // Hot path: per sample.
    void AddSamples(SampleBlock rows)
    {
        var tenants = new TenantOfRow(vault, rows.Tenant);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var ids = rows.Series.Values;
        var times = rows.Time.Values;
        var values = rows.Value.Values;
        var retention = rows.RetentionDays.Values;
        HeadSeries? last = null;
        for (var (row, end) = (0, 0); row < ids.Length; row = end)
        {
            // Many samples of a series come together as a rule.
            for (end = row + 1; end < ids.Length && ids[end] == ids[row] && tenants.IsSame(end - 1, end);)
                end++;
            var tenant = tenants[row];
            // Ids are those of a tenant: what another one sent tells nothing.
            if (row > 0 && !tenants.IsSame(row - 1, row))
                last = null;
            last = Find(tenant, ids[row], last);
            if (last is not { } series)
                continue;
            series.RetentionDays = retention[row];
            for (var at = row; at < end;)
            {
                at += series.Append(times[at..end], values[at..end], out var isNew);
                if (isNew)
                    tenant.List(Chunks.Chunk.HourOf(times[at - 1]), series, now);
            }
        }
    }

    // A look into the table is a look into memory that no cache holds; the series itself is read anyway.
    static HeadSeries? Find(TenantMetrics tenant, ulong id, HeadSeries? last)
    {
        if (last?.Next is { } next && next.Id == id)
            return next;
        var found = tenant.Index.Find(id);
        if (last is not null && found is not null)
            last.Next = found;
        return found;
    }

    void AddHistograms(HistogramBlock rows)
    {
        var tenants = new TenantOfRow(vault, rows.Tenant);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        for (var row = 0; row < rows.Rows; row++)
        {
            var tenant = tenants[row];
            if (ExponentialHistograms.ReadCumulative(rows, row) is not { } histogram || tenant.Index.Find(rows.Series.Values[row]) is not { } series)
                continue;
            var timeMs = rows.Time.Values[row] / 1_000_000;
            series.RetentionDays = rows.RetentionDays.Values[row];
            if (series.Append(timeMs, histogram))
                tenant.List(Chunks.Chunk.HourOf(timeMs), series, now);
        }
    }

    void AddNativeHistograms(NativeHistogramBlock rows)
    {
        var tenants = new TenantOfRow(vault, rows.Tenant);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        for (var row = 0; row < rows.Rows; row++)
        {
            var tenant = tenants[row];
            if (tenant.Index.Find(rows.Series.Values[row]) is not { } series)
                continue;
            var timeMs = rows.Time.Values[row];
            series.RetentionDays = rows.RetentionDays.Values[row];
            if (series.Append(timeMs, rows.ValueAt(row)))
                tenant.List(Chunks.Chunk.HourOf(timeMs), series, now);
        }
    }

    static Labels ReadLabels(SeriesBlock rows, int row)
    {
        var labels = new List<Label> { new(Labels.MetricName, Text(rows.Metric, row)) };
        var (first, end) = (rows.Labels[row].Start.Value, rows.Labels[row].End.Value);
        for (var i = first; i < end; i++)
            labels.Add(new Label(Text(rows.Labels.Keys, i), Text(rows.Labels.Values, i)));
        return Labels.From(labels);
    }

    static string Text(LowCardinalityColumn column, int row) => Encoding.UTF8.GetString(column.Text(column.Indices[row]));

    /// <summary>The tenant of each row of a block; a block nearly always has one.</summary>
    ref struct TenantOfRow(MetricVault vault, LowCardinalityColumn column)
    {
        readonly ReadOnlySpan<int> _indices = column.Indices;

        internal readonly bool IsSame(int row, int other) => _indices[row] == _indices[other];

        TenantMetrics? _last;
        int _lastIndex = -1;

        internal TenantMetrics this[int row]
        {
            get
            {
                if (_last is null || _indices[row] != _lastIndex)
                {
                    _lastIndex = _indices[row];
                    _last = vault.Tenant(Encoding.UTF8.GetString(column.Text(_lastIndex)));
                }

                return _last;
            }
        }
    }
}
