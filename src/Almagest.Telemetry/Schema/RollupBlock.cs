using System.Runtime.InteropServices;
using Almagest.ClickHouse.Formats;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>rollup_days</c>: of a series and hour each, which the store puts together to days.</summary>
sealed class RollupBlock : TelemetryBlock
{
    const uint DaySeconds = 86_400;

    readonly LowCardinalityColumn _metric;
    readonly FixedColumn<ushort> _resolution;
    readonly FixedColumn<ushort> _day;
    readonly FixedColumn<ulong> _series;
    readonly ArrayColumn<FixedColumn<uint>> _hours;
    readonly ArrayColumn<FixedColumn<uint>> _seqs;
    readonly ArrayColumn<FixedColumn<uint>> _counts;
    readonly ArrayColumn<FixedColumn<uint>> _firsts;
    readonly ArrayColumn<FixedColumn<uint>> _lasts;
    readonly ArrayColumn<FixedColumn<byte>> _shapes;
    readonly ArrayColumn<FixedColumn<double>> _numbers;
    readonly FixedColumn<ushort> _retentionDays;

    /// <summary>An empty block.</summary>
    internal RollupBlock()
        : base("rollup_days")
    {
        _metric = Add("metric", new LowCardinalityColumn());
        _resolution = Add("resolution", new FixedColumn<ushort>("UInt16"));
        _day = Add("day", new FixedColumn<ushort>("Date"));
        _series = Add("series", new FixedColumn<ulong>("UInt64"));
        _hours = Add("hours", new ArrayColumn<FixedColumn<uint>>(new("DateTime('UTC')")));
        _seqs = Add("seqs", new ArrayColumn<FixedColumn<uint>>(new("UInt32")));
        _counts = Add("counts", new ArrayColumn<FixedColumn<uint>>(new("UInt32")));
        _firsts = Add("firsts", new ArrayColumn<FixedColumn<uint>>(new("UInt32")));
        _lasts = Add("lasts", new ArrayColumn<FixedColumn<uint>>(new("UInt32")));
        _shapes = Add("shapes", new ArrayColumn<FixedColumn<byte>>(new("UInt8")));
        _numbers = Add("numbers", new ArrayColumn<FixedColumn<double>>(new("Float64")));
        _retentionDays = Add("retention_days", new FixedColumn<ushort>("UInt16"));
    }

    /// <summary>Adds the buckets of a series and hour.</summary>
    internal void Append(in RollupKey key, List<Rollup> rollups)
    {
        Tenant.Append(key.Tenant);
        _metric.Append(key.Metric);
        _resolution.Append(key.Resolution);
        _day.Append((ushort)(key.HourSeconds / DaySeconds));
        _series.Append(key.Series);
        _hours.Items.Append(key.HourSeconds, rollups.Count);
        _seqs.Items.Append(key.Seq, rollups.Count);
        var hourMs = key.HourSeconds * 1000L;
        foreach (ref readonly var rollup in CollectionsMarshal.AsSpan(rollups))
        {
            _counts.Items.Append((uint)rollup.Count);
            _firsts.Items.Append((uint)Math.Max(0, rollup.FirstMs - hourMs));
            _lasts.Items.Append((uint)Math.Max(0, rollup.LastMs - hourMs));
            RollupNumbers.Append(_shapes.Items, _numbers.Items, rollup);
        }

        _hours.EndRow();
        _seqs.EndRow();
        _counts.EndRow();
        _firsts.EndRow();
        _lasts.EndRow();
        _shapes.EndRow();
        _numbers.EndRow();
        _retentionDays.Append(key.RetentionDays);
    }
}

/// <summary>What the buckets of a series and hour share.</summary>
readonly record struct RollupKey(string Tenant, string Metric, ushort Resolution, uint HourSeconds, ulong Series, uint Seq, ushort RetentionDays);
