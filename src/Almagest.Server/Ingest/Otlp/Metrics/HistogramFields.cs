using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>The numbers of an explicit histogram.</summary>
readonly record struct HistogramFields(ulong Count, double? Sum, double? Min, double? Max)
{
    /// <summary>Reads the numbers, and bounds and counts into the lists (doubles as their bits).</summary>
    internal static HistogramFields Read(ReadOnlySpan<byte> message, List<ulong> bounds, List<ulong> counts)
    {
        bounds.Clear();
        counts.Clear();
        var row = default(HistogramFields);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 4:
                    row = row with { Count = reader.Fixed64() };
                    break;
                case 5:
                    row = row with { Sum = reader.Double() };
                    break;
                case 6:
                    Point.AddFixed(ref reader, counts);
                    break;
                case 7:
                    Point.AddFixed(ref reader, bounds);
                    break;
                case 11:
                    row = row with { Min = reader.Double() };
                    break;
                case 12:
                    row = row with { Max = reader.Double() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return row;
    }
}

/// <summary>The numbers of a summary.</summary>
readonly record struct SummaryFields(ulong Count, double Sum)
{
    /// <summary>Reads the numbers, and quantiles and their values into the lists, as the bits of doubles.</summary>
    internal static SummaryFields Read(ReadOnlySpan<byte> message, List<ulong> quantiles, List<ulong> values)
    {
        quantiles.Clear();
        values.Clear();
        var row = default(SummaryFields);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 4:
                    row = row with { Count = reader.Fixed64() };
                    break;
                case 5:
                    row = row with { Sum = reader.Double() };
                    break;
                case 6:
                    Quantile(reader.Bytes(), quantiles, values);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return row;
    }

    static void Quantile(ReadOnlySpan<byte> message, List<ulong> quantiles, List<ulong> values)
    {
        var (quantile, value) = (0UL, 0UL);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                quantile = reader.Fixed64();
            else if (reader.Field == 2)
                value = reader.Fixed64();
            else
                reader.Skip();
        }

        quantiles.Add(quantile);
        values.Add(value);
    }
}
