using Almagest.ClickHouse.Formats;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>rollups</c>.</summary>
sealed class RollupBlock : TelemetryBlock
{
    readonly LowCardinalityColumn _metric;
    readonly FixedColumn<ushort> _resolution;
    readonly FixedColumn<uint> _hour;
    readonly FixedColumn<ulong> _series;
    readonly FixedColumn<uint> _bucket;
    readonly FixedColumn<uint> _seq;
    readonly FixedColumn<uint> _count;
    readonly FixedColumn<double> _min;
    readonly FixedColumn<double> _max;
    readonly FixedColumn<double> _first;
    readonly FixedColumn<double> _last;
    readonly FixedColumn<uint> _firstMs;
    readonly FixedColumn<uint> _lastMs;
    readonly FixedColumn<double> _sum;
    readonly FixedColumn<double> _absoluteSum;
    readonly FixedColumn<uint> _resets;
    readonly FixedColumn<double> _resetSum;
    readonly FixedColumn<ushort> _retentionDays;

    /// <summary>An empty block.</summary>
    internal RollupBlock()
        : base("rollups")
    {
        _metric = Add("metric", new LowCardinalityColumn());
        _resolution = Add("resolution", new FixedColumn<ushort>("UInt16"));
        _hour = Add("hour", new FixedColumn<uint>("DateTime('UTC')"));
        _series = Add("series", new FixedColumn<ulong>("UInt64"));
        _bucket = Add("bucket", new FixedColumn<uint>("DateTime('UTC')"));
        _seq = Add("seq", new FixedColumn<uint>("UInt32"));
        _count = Add("count", new FixedColumn<uint>("UInt32"));
        _min = Add("min", new FixedColumn<double>("Float64"));
        _max = Add("max", new FixedColumn<double>("Float64"));
        _first = Add("first", new FixedColumn<double>("Float64"));
        _last = Add("last", new FixedColumn<double>("Float64"));
        _firstMs = Add("first_ms", new FixedColumn<uint>("UInt32"));
        _lastMs = Add("last_ms", new FixedColumn<uint>("UInt32"));
        _sum = Add("sum", new FixedColumn<double>("Float64"));
        _absoluteSum = Add("absolute_sum", new FixedColumn<double>("Float64"));
        _resets = Add("resets", new FixedColumn<uint>("UInt32"));
        _resetSum = Add("reset_sum", new FixedColumn<double>("Float64"));
        _retentionDays = Add("retention_days", new FixedColumn<ushort>("UInt16"));
    }

    /// <summary>Adds a bucket of a series.</summary>
    internal void Append(in RollupKey key, in Rollup rollup)
    {
        var hourMs = key.HourSeconds * 1000L;
        Tenant.Append(key.Tenant);
        _metric.Append(key.Metric);
        _resolution.Append(key.Resolution);
        _hour.Append(key.HourSeconds);
        _series.Append(key.Series);
        _bucket.Append((uint)(rollup.EndMs / 1000));
        _seq.Append(key.Seq);
        _count.Append((uint)rollup.Count);
        _min.Append(rollup.Min);
        _max.Append(rollup.Max);
        _first.Append(rollup.First);
        _last.Append(rollup.Last);
        _firstMs.Append((uint)Math.Max(0, rollup.FirstMs - hourMs));
        _lastMs.Append((uint)Math.Max(0, rollup.LastMs - hourMs));
        _sum.Append(rollup.Sum);
        _absoluteSum.Append(rollup.AbsoluteSum);
        _resets.Append((uint)rollup.Resets);
        _resetSum.Append(rollup.ResetSum);
        _retentionDays.Append(key.RetentionDays);
    }
}

/// <summary>What the buckets of a series and hour share.</summary>
readonly record struct RollupKey(string Tenant, string Metric, ushort Resolution, uint HourSeconds, ulong Series, uint Seq, ushort RetentionDays);
