using System.Buffers;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>Writes name and labels of a series as the text format does, <c>{"name",label="value"}</c>: the key a series is known by.</summary>
sealed class SeriesWriter
{
    readonly ArrayBufferWriter<byte> _labels = new();
    readonly ArrayBufferWriter<byte> _series = new();

    /// <summary>Begins a metric with labels of its own.</summary>
    internal void Begin() => _labels.ResetWrittenCount();

    /// <summary>Adds a <c>LabelPair</c> message.</summary>
    internal void Label(ReadOnlySpan<byte> pair)
    {
        ReadPair(pair, out var name, out var value);
        Append(_labels, name, value);
    }

    /// <summary>The series with a suffix behind its name, and one more label when <paramref name="name"/> is not empty. Valid until the next call.</summary>
    internal ReadOnlySpan<byte> Series(ReadOnlySpan<byte> family, ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> name = default, ReadOnlySpan<byte> value = default)
    {
        _series.ResetWrittenCount();
        _series.Write("{\""u8);
        Escape(_series, family);
        Escape(_series, suffix);
        _series.Write("\""u8);
        _series.Write(_labels.WrittenSpan);
        if (name.Length > 0)
            Append(_series, name, value);
        _series.Write("}"u8);
        return _series.WrittenSpan;
    }

    internal static void ReadPair(ReadOnlySpan<byte> pair, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = default;
        value = default;
        var reader = new ProtoReader(pair);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: name = reader.Bytes(); break;
                case 2: value = reader.Bytes(); break;
                default: reader.Skip(); break;
            }
        }
    }

    static void Append(IBufferWriter<byte> into, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        into.Write(",\""u8);
        Escape(into, name);
        into.Write("\"=\""u8);
        Escape(into, value);
        into.Write("\""u8);
    }

    // Hot path: per label.
    internal static void Escape(IBufferWriter<byte> into, ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny((byte)'\\', (byte)'"', (byte)'\n') is >= 0 and var at)
        {
            into.Write(text[..at]);
            into.Write(text[at] == '\n' ? "\\n"u8 : text[at] == '"' ? "\\\""u8 : "\\\\"u8);
            text = text[(at + 1)..];
        }

        into.Write(text);
    }
}
