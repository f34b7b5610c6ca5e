using System.Text;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary><c>prometheus.WriteRequest</c>, remote write 1.0 (https://prometheus.io/docs/specs/prw/remote_write_spec/).</summary>
static class Version1Decoder
{
    const int LabelsField = 1;
    const int SamplesField = 2;

    /// <exception cref="OtlpFormatException">The message is not valid protobuf.</exception>
    internal static void Decode(ReadOnlySpan<byte> message, WriteContext context)
    {
        // Metadata stands behind the series: it is read first, so that they are written with it.
        var metadata = new ProtoReader(message);
        while (metadata.Next())
        {
            if (metadata.Field == 3)
                ReadMetadata(metadata.Bytes(), context);
            else
                metadata.Skip();
        }

        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                ReadSeries(reader.Bytes(), context);
            else
                reader.Skip();
        }
    }

    // Hot path: per series.
    static void ReadSeries(ReadOnlySpan<byte> message, WriteContext context)
    {
        var labels = LabelBytes(message);
        if (Find(message, labels, context) is not { } series)
            return;
        var rows = new SeriesRows(context, series);
        var at = labels.Length;
        while (SamplePoint.TryReadField(message[at..], SamplesField, out var point) is > 0 and var length)
        {
            rows.Sample(point, 0);
            at += length;
        }

        var reader = new ProtoReader(message[at..]);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case SamplesField:
                    rows.Sample(SamplePoint.Read(reader.Bytes()), 0);
                    break;
                case 3:
                    ReadExemplar(reader.Bytes(), ref rows);
                    break;
                case 4:
                    rows.Histogram(HistogramPoint.Read(reader.Bytes()), 0);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        rows.End();
    }

    static KnownSeries? Find(ReadOnlySpan<byte> message, ReadOnlySpan<byte> labelBytes, WriteContext context)
    {
        var key = SeriesKey.Of(labelBytes.IsEmpty ? message : labelBytes).With(context.TenantKey);
        if (!context.TryGet(key, out var series))
        {
            context.Labels.Clear();
            ReadLabels(message, context.Labels);
            series = context.Build(key);
        }

        if (series is not null && series.FamiliesVersion != context.Families.Version)
        {
            series.FamiliesVersion = context.Families.Version;
            series.Metadata = context.Families.Find(context.Batch.Tenant, Encoding.UTF8.GetString(series.Metric)) ?? series.Metadata;
        }

        return series;
    }

    /// <summary>The labels as they were sent; they come first in practice, and one by one they would cost a hash each. Empty when they do not.</summary>
    static ReadOnlySpan<byte> LabelBytes(ReadOnlySpan<byte> message)
    {
        var end = ProtoReader.EndOfShort(message, 0, LabelsField);
        // Nearly always nothing but samples follows, or what follows is few.
        var reader = new ProtoReader(message[ProtoReader.EndOfShort(message, end, SamplesField)..]);
        while (reader.Next())
        {
            if (reader.Field == LabelsField)
                return LongLabelBytes(message);
            reader.Skip();
        }

        return message[..end];
    }

    /// <summary>The same when a label is longer than 127 bytes or stands behind samples.</summary>
    static ReadOnlySpan<byte> LongLabelBytes(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        var end = 0;
        while (reader.Next() && reader.Field == LabelsField)
        {
            reader.Bytes();
            end = reader.Position;
        }

        while (reader.Field != 0)
        {
            if (reader.Field == LabelsField)
                return end < message.Length ? [] : message; // Labels behind samples: the whole message is their key, which is right and merely slow.
            reader.Skip();
            if (!reader.Next())
                break;
        }

        return message[..end];
    }

    static void ReadLabels(ReadOnlySpan<byte> message, LabelSetBuilder labels)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }

            ReadPair(reader.Bytes(), out var name, out var value);
            labels.Add(name, value);
        }
    }

    static void ReadPair(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = default;
        value = default;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Bytes();
                    break;
                case 2:
                    value = reader.Bytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    static void ReadExemplar(ReadOnlySpan<byte> message, ref SeriesRows rows)
    {
        var labels = new List<(byte[] Name, byte[] Value)>();
        double value = 0;
        long time = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    ReadPair(reader.Bytes(), out var name, out var text);
                    labels.Add((name.ToArray(), text.ToArray()));
                    break;
                case 2:
                    value = reader.Double();
                    break;
                case 3:
                    time = (long)reader.UInt64();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        rows.Exemplar(time, value, labels);
    }

    static void ReadMetadata(ReadOnlySpan<byte> message, WriteContext context)
    {
        var type = 0UL;
        ReadOnlySpan<byte> family = default, help = default, unit = default;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    type = reader.UInt64();
                    break;
                case 2:
                    family = reader.Bytes();
                    break;
                case 4:
                    help = reader.Bytes();
                    break;
                case 5:
                    unit = reader.Bytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        context.Families.Set(context.Batch.Tenant, Encoding.UTF8.GetString(family), new(SeriesMetadata.TypeName(type), unit.ToArray(), help.ToArray()));
    }
}
