using System.Text;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>
/// Reads delimited <c>io.prometheus.client.MetricFamily</c> messages
/// (https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto) and tells their samples as the text formats would,
/// and native histograms as such.
/// </summary>
/// <param name="options">What becomes of histograms.</param>
/// <param name="sink">Takes what is found.</param>
sealed class ProtobufExposition(HistogramOptions options, IExpositionSink sink)
{
    static readonly byte[][] TypeNames =
        ["counter"u8.ToArray(), "gauge"u8.ToArray(), "summary"u8.ToArray(), "unknown"u8.ToArray(), "histogram"u8.ToArray(), "gaugehistogram"u8.ToArray()];

    readonly MetricMessage _metric = new(options, sink);

    /// <exception cref="ExpositionException">The body is not valid.</exception>
    internal void Read(ReadOnlySpan<byte> body)
    {
        try
        {
            while (body.Length > 0)
                ReadFamily(Take(ref body));
        }
        catch (OtlpFormatException error)
        {
            throw new ExpositionException($"invalid protobuf exposition: {error.Message}");
        }
    }

    static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> body)
    {
        var length = 0UL;
        for (var i = 0; i < body.Length && i < 10; i++)
        {
            length |= (ulong)(body[i] & 0x7F) << (7 * i);
            if (body[i] >= 0x80)
                continue;
            body = body[(i + 1)..];
            if (length > (ulong)body.Length)
                throw new ExpositionException($"invalid protobuf exposition: a family is {length} bytes long but only {body.Length} are left");
            var message = body[..(int)length];
            body = body[(int)length..];
            return message;
        }

        throw new ExpositionException("invalid protobuf exposition: the length of a family does not end");
    }

    void ReadFamily(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> name = default, help = default, unit = default;
        // Unset it is a counter: the first of the enumeration.
        var type = 0UL;
        var hasMetrics = false;
        var head = new ProtoReader(message);
        while (head.Next())
        {
            switch (head.Field)
            {
                case 1: name = head.Bytes(); break;
                case 2: help = head.Bytes(); break;
                case 3: type = head.UInt64(); break;
                case 5: unit = head.Bytes(); break;
                default:
                    hasMetrics |= head.Field == 4;
                    head.Skip();
                    break;
            }
        }

        // Families without metrics are passed over, whatever they say.
        if (!hasMetrics)
            return;
        if (name.Length == 0)
            throw new ExpositionException("invalid metric name: ");
        if (type >= (ulong)TypeNames.Length)
            throw new ExpositionException($"unknown metric type for metric \"{Encoding.UTF8.GetString(name)}\": {type}");
        sink.Metadata(ExpositionEntry.Help, name, help);
        if (unit.Length > 0)
            sink.Metadata(ExpositionEntry.Unit, name, unit);
        sink.Metadata(ExpositionEntry.Type, name, TypeNames[type]);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 4)
                _metric.Read(reader.Bytes(), name, (FamilyType)type);
            else
                reader.Skip();
        }
    }
}

/// <summary>The types of families, numbered as on the wire.</summary>
enum FamilyType
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Quantiles.</summary>
    Summary,

    /// <summary>Nothing is known.</summary>
    Untyped,

    /// <summary>Buckets, classic or native.</summary>
    Histogram,

    /// <summary>Buckets that may shrink.</summary>
    GaugeHistogram,
}

/// <summary>What becomes of histograms.</summary>
/// <param name="Native">Native buckets are taken; else a histogram is taken as a classic one.</param>
/// <param name="AlwaysClassic">Classic buckets are taken also where there are native ones.</param>
/// <param name="BucketLimit">Native buckets a histogram may have; 0 means any. Resolution is reduced before the scrape fails.</param>
/// <param name="MostSchema">The finest resolution that is kept; 8 keeps all.</param>
sealed record HistogramOptions(bool Native, bool AlwaysClassic, int BucketLimit, int MostSchema);
