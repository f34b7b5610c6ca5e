using System.Text;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>One <c>Metric</c> message: labels, a time, and a value of the family's type.</summary>
sealed class MetricMessage(HistogramOptions options, IExpositionSink sink)
{
    readonly SeriesWriter _writer = new();
    readonly HistogramMessage _histogram = new();

    // Hot path: per metric.
    internal void Read(ReadOnlySpan<byte> message, ReadOnlySpan<byte> family, FamilyType type)
    {
        ReadOnlySpan<byte> value = default;
        var timeMs = 0L;
        _writer.Begin();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    _writer.Label(reader.Bytes());
                    break;
                case 6:
                    timeMs = (long)reader.UInt64();
                    break;
                default:
                    if (reader.Field == FieldOf(type))
                        value = reader.Bytes();
                    else
                        reader.Skip();
                    break;
            }
        }

        // A time of 0 can not be told from none, as in Prometheus.
        Tell(value, family, type, timeMs == 0 ? null : timeMs);
    }

    static int FieldOf(FamilyType type) => type switch { FamilyType.Gauge => 2, FamilyType.Counter => 3, FamilyType.Summary => 4, FamilyType.Untyped => 5, _ => 7 };

    void Tell(ReadOnlySpan<byte> value, ReadOnlySpan<byte> family, FamilyType type, long? timeMs)
    {
        switch (type)
        {
            case FamilyType.Summary:
                TellSummary(value, family, timeMs);
                break;
            case FamilyType.Histogram or FamilyType.GaugeHistogram:
                _histogram.Read(value);
                TellHistogram(family, type == FamilyType.GaugeHistogram, timeMs);
                break;
            default:
                TellNumber(value, family, timeMs);
                break;
        }
    }

    /// <summary>Counter, gauge and untyped have the same shape; only counters use the fields behind the value.</summary>
    void TellNumber(ReadOnlySpan<byte> message, ReadOnlySpan<byte> family, long? timeMs)
    {
        var value = 0.0;
        var startMs = 0L;
        ReadOnlySpan<byte> exemplar = default;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: value = reader.Double(); break;
                case 2: exemplar = reader.Bytes(); break;
                case 3: startMs = TimeMessage.Read(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        sink.Sample(_writer.Series(family, default), value, new(timeMs, startMs));
        if (exemplar.Length > 0)
            TellExemplar(exemplar);
    }

    void TellSummary(ReadOnlySpan<byte> message, ReadOnlySpan<byte> family, long? timeMs)
    {
        var count = 0UL;
        var sum = 0.0;
        var startMs = 0L;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: count = reader.UInt64(); break;
                case 2: sum = reader.Double(); break;
                case 4: startMs = TimeMessage.Read(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        var times = new SampleTimes(timeMs, startMs);
        sink.Sample(_writer.Series(family, "_count"u8), count, times);
        sink.Sample(_writer.Series(family, "_sum"u8), sum, times);
        reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field != 3)
            {
                reader.Skip();
                continue;
            }

            TwoDoubles(reader.Bytes(), out var quantile, out var value);
            sink.Sample(_writer.Series(family, default, "quantile"u8, Encoding.UTF8.GetBytes(BoundText.Write(quantile))), value, times);
        }
    }

    void TellHistogram(ReadOnlySpan<byte> family, bool isGauge, long? timeMs)
    {
        var times = new SampleTimes(timeMs, _histogram.StartMs);
        var native = options.Native && _histogram.IsNative;
        if (native)
        {
            var histogram = HistogramLimits.Apply(_histogram.ToNative(isGauge), options);
            sink.Histogram(_writer.Series(family, default), histogram, _histogram.IsFloat, times);
            foreach (var exemplar in _histogram.NativeExemplars())
                TellExemplar(exemplar.Span);
        }

        if (!native || (options.AlwaysClassic && _histogram.Buckets.Count > 0))
            TellClassic(family, times);
    }

    void TellClassic(ReadOnlySpan<byte> family, SampleTimes times)
    {
        sink.Sample(_writer.Series(family, "_count"u8), _histogram.Count, times);
        sink.Sample(_writer.Series(family, "_sum"u8), _histogram.Sum, times);
        var ended = false;
        foreach (var bucket in _histogram.Buckets)
        {
            sink.Sample(_writer.Series(family, "_bucket"u8, "le"u8, Encoding.UTF8.GetBytes(BoundText.Write(bucket.Bound))), bucket.Count, times);
            if (bucket.Exemplar.Length > 0)
                TellExemplar(bucket.Exemplar.Span);
            if (double.IsPositiveInfinity(bucket.Bound))
            {
                ended = true;
                break;
            }
        }

        if (!ended)
            sink.Sample(_writer.Series(family, "_bucket"u8, "le"u8, "+Inf"u8), _histogram.Count, times);
    }

    void TellExemplar(ReadOnlySpan<byte> message)
    {
        var labels = new List<(byte[] Name, byte[] Value)>();
        var value = 0.0;
        long? timeMs = null;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    SeriesWriter.ReadPair(reader.Bytes(), out var name, out var text);
                    labels.Add((name.ToArray(), text.ToArray()));
                    break;
                case 2: value = reader.Double(); break;
                case 3: timeMs = TimeMessage.Read(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        sink.Exemplar(labels, value, timeMs);
    }

    static void TwoDoubles(ReadOnlySpan<byte> message, out double first, out double second)
    {
        (first, second) = (0, 0);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: first = reader.Double(); break;
                case 2: second = reader.Double(); break;
                default: reader.Skip(); break;
            }
        }
    }
}
