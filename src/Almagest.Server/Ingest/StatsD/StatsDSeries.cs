using System.Buffers.Text;
using System.Text;
using Almagest.Server.Ingest.Intake;

namespace Almagest.Server.Ingest.StatsD;

/// <summary>What is known of one series between two flushes. Used under the aggregator's lock.</summary>
abstract class StatsDSeries(StatsDKind kind, KnownSeries series)
{
    internal StatsDKind Kind { get; } = kind;

    internal KnownSeries Series { get; } = series;

    /// <summary>When a line for it came last, Unix milliseconds.</summary>
    internal long LastMs { get; set; }

    /// <summary>Takes a value; gives back what is wrong with it, or null.</summary>
    internal abstract string? Add(ReadOnlySpan<byte> value, double rate);

    /// <summary>Appends the value of now.</summary>
    internal abstract void Append(long timeMs, IntakeBatch batch);

    internal static StatsDSeries Create(StatsDKind kind, KnownSeries series) => kind switch
    {
        StatsDKind.Counter => new StatsDCounter(series),
        StatsDKind.Gauge => new StatsDGauge(series),
        StatsDKind.Set => new StatsDSet(series),
        // Prometheus' base unit of time is the second.
        StatsDKind.Timer => new StatsDHistogram(kind, series, 0.001),
        StatsDKind.Distribution => new StatsDHistogram(kind, series, 1),
        _ => throw new InvalidOperationException($"kind {kind} is not known"),
    };

    /// <summary>The metric type that Prometheus' users know.</summary>
    internal static SeriesMetadata MetadataOf(StatsDKind kind) => new(
        kind switch { StatsDKind.Counter => "counter"u8.ToArray(), StatsDKind.Gauge or StatsDKind.Set => "gauge"u8.ToArray(), _ => "histogram"u8.ToArray() }, [], []);

    /// <summary>What is wrong with the first value of a line, or null.</summary>
    internal static string? Fault(StatsDLine line)
    {
        var colon = line.Values.IndexOf((byte)':');
        var first = colon < 0 ? line.Values : line.Values[..colon];
        return line.Kind == StatsDKind.Set || TryNumber(first, out _) ? null : NoNumber(first);
    }

    private protected static bool TryNumber(ReadOnlySpan<byte> text, out double number)
    {
        if (text.StartsWith("+"u8))
            text = text[1..];
        return Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && double.IsFinite(number);
    }

    private protected static string NoNumber(ReadOnlySpan<byte> text) => $"\"{Encoding.UTF8.GetString(text)}\" is no number";
}

/// <summary>Counts since the server started.</summary>
sealed class StatsDCounter(KnownSeries series) : StatsDSeries(StatsDKind.Counter, series)
{
    double _total;

    internal override string? Add(ReadOnlySpan<byte> value, double rate)
    {
        if (!TryNumber(value, out var number))
            return NoNumber(value);
        _total += number / rate;
        return null;
    }

    internal override void Append(long timeMs, IntakeBatch batch) => batch.Sample(Series, timeMs, _total);
}

/// <summary>The last value.</summary>
sealed class StatsDGauge(KnownSeries series) : StatsDSeries(StatsDKind.Gauge, series)
{
    double _value;

    internal override string? Add(ReadOnlySpan<byte> value, double rate)
    {
        if (!TryNumber(value, out var number))
            return NoNumber(value);
        _value = value[0] is (byte)'+' or (byte)'-' ? _value + number : number;
        return null;
    }

    internal override void Append(long timeMs, IntakeBatch batch) => batch.Sample(Series, timeMs, _value);
}

/// <summary>How many different members came since the last flush.</summary>
sealed class StatsDSet(KnownSeries series) : StatsDSeries(StatsDKind.Set, series)
{
    // Members are remembered by hash, so a set of a million costs 24 MB for the time of one flush.
    readonly HashSet<SeriesKey> _members = [];

    internal override string? Add(ReadOnlySpan<byte> value, double rate)
    {
        _members.Add(SeriesKey.Of(value));
        return null;
    }

    internal override void Append(long timeMs, IntakeBatch batch)
    {
        batch.Sample(Series, timeMs, _members.Count);
        _members.Clear();
    }
}
