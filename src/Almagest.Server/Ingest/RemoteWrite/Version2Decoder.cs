using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary><c>io.prometheus.write.v2.Request</c>, remote write 2.0 (https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/).</summary>
static class Version2Decoder
{
    const int SymbolsField = 4;
    const int SeriesField = 5;

    /// <exception cref="OtlpFormatException">The message is not valid protobuf, or refers to symbols it does not have.</exception>
    internal static void Decode(ReadOnlySpan<byte> message, WriteContext context)
    {
        var symbols = new SymbolTable(message, SymbolsField);
        try
        {
            var reader = new ProtoReader(message);
            while (reader.Next())
            {
                if (reader.Field == SeriesField)
                    ReadSeries(reader.Bytes(), symbols, context);
                else
                    reader.Skip();
            }
        }
        finally
        {
            symbols.Dispose();
        }
    }

    // Hot path: per series.
    static void ReadSeries(ReadOnlySpan<byte> message, SymbolTable symbols, WriteContext context)
    {
        ReadHead(message, out var labels, out var metadata, out var createdMs);
        if (Find(labels, symbols, context) is not { } series)
            return;
        ReadMetadata(metadata, symbols, series);
        var rows = new SeriesRows(context, series);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    rows.Sample(SamplePoint.Read(reader.Bytes()), createdMs);
                    break;
                case 3:
                    rows.Histogram(HistogramPoint.Read(reader.Bytes()), createdMs);
                    break;
                case 4:
                    ReadExemplar(reader.Bytes(), symbols, ref rows);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        rows.End();
    }

    static void ReadHead(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> labels, out ReadOnlySpan<byte> metadata, out long createdMs)
    {
        labels = default;
        metadata = default;
        createdMs = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    if (!reader.IsPacked || labels.Length > 0)
                        throw new OtlpFormatException("the labels of a series must be one packed field");
                    labels = reader.Bytes();
                    break;
                case 5:
                    metadata = reader.Bytes();
                    break;
                case 6:
                    createdMs = (long)reader.UInt64();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    static KnownSeries? Find(ReadOnlySpan<byte> labels, SymbolTable symbols, WriteContext context)
    {
        var key = context.TenantKey;
        var references = new PackedVarints(labels);
        var count = 0;
        for (; references.Next(out var reference); count++)
            key = key.With(symbols.Key(reference));
        if (context.TryGet(key, out var series))
            return series;
        if (count % 2 != 0)
            throw new OtlpFormatException($"a series has {count} label references, which is odd: names and values alternate");
        context.Labels.Clear();
        references = new PackedVarints(labels);
        while (references.Next(out var name) && references.Next(out var value))
            context.Labels.Add(symbols[name], symbols[value]);
        return context.Build(key);
    }

    static void ReadMetadata(ReadOnlySpan<byte> message, SymbolTable symbols, KnownSeries series)
    {
        ulong type = 0, help = 0, unit = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    type = reader.UInt64();
                    break;
                case 3:
                    help = reader.UInt64();
                    break;
                case 4:
                    unit = reader.UInt64();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (type == 0 && help == 0 && unit == 0)
            return;
        var name = SeriesMetadata.TypeName(type);
        if (!series.Metadata.Is(name, symbols[unit], symbols[help]))
            series.Metadata = new(name, symbols[unit].ToArray(), symbols[help].ToArray());
    }

    static void ReadExemplar(ReadOnlySpan<byte> message, SymbolTable symbols, ref SeriesRows rows)
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
                    var references = new PackedVarints(reader.Bytes());
                    while (references.Next(out var name))
                    {
                        if (!references.Next(out var text))
                            throw new OtlpFormatException("an exemplar has an odd number of label references: names and values alternate");
                        labels.Add((symbols[name].ToArray(), symbols[text].ToArray()));
                    }

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
}
