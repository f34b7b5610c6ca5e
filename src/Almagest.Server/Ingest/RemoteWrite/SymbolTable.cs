using System.Buffers;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary>The strings of a request of version 2 by number, each with its hash, in pooled arrays.</summary>
ref struct SymbolTable : IDisposable
{
    readonly ReadOnlySpan<byte> _message;
    (int Start, int Length)[] _ranges;
    SeriesKey[] _keys;

    /// <summary>Reads field <paramref name="field"/> of <paramref name="message"/>.</summary>
    /// <exception cref="OtlpFormatException">The first string is not empty, which the format asks for.</exception>
    internal SymbolTable(ReadOnlySpan<byte> message, int field)
    {
        _message = message;
        _ranges = ArrayPool<(int, int)>.Shared.Rent(1024);
        _keys = ArrayPool<SeriesKey>.Shared.Rent(1024);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field != field)
            {
                reader.Skip();
                continue;
            }

            var text = reader.Bytes();
            if (Count == _ranges.Length || Count == _keys.Length)
                Grow();
            _ranges[Count] = (reader.Position - text.Length, text.Length);
            _keys[Count++] = SeriesKey.Of(text);
        }

        if (Count > 0 && _ranges[0].Length > 0)
            throw new OtlpFormatException("symbols must start with an empty string");
    }

    /// <summary>How many strings there are.</summary>
    internal int Count { get; private set; }

    /// <summary>A string.</summary>
    internal readonly ReadOnlySpan<byte> this[ulong index] =>
        index < (ulong)Count ? _message.Slice(_ranges[index].Start, _ranges[index].Length) : throw OutOfRange(index);

    /// <summary>The hash of a string.</summary>
    internal readonly SeriesKey Key(ulong index) => index < (ulong)Count ? _keys[index] : throw OutOfRange(index);

    public void Dispose()
    {
        ArrayPool<(int, int)>.Shared.Return(_ranges);
        ArrayPool<SeriesKey>.Shared.Return(_keys);
    }

    readonly OtlpFormatException OutOfRange(ulong index) => new($"symbol {index} is referred to, but there are {Count} symbols");

    void Grow()
    {
        var (ranges, keys) = (_ranges, _keys);
        _ranges = ArrayPool<(int, int)>.Shared.Rent(Count * 2);
        _keys = ArrayPool<SeriesKey>.Shared.Rent(Count * 2);
        ranges.AsSpan(0, Count).CopyTo(_ranges);
        keys.AsSpan(0, Count).CopyTo(_keys);
        ArrayPool<(int, int)>.Shared.Return(ranges);
        ArrayPool<SeriesKey>.Shared.Return(keys);
    }
}
