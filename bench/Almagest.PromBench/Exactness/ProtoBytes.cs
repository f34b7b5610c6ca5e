using System.Buffers;

namespace Almagest.PromBench.Exactness;

/// <summary>Writes protobuf fields.</summary>
sealed class ProtoBytes
{
    readonly ArrayBufferWriter<byte> _bytes = new();

    internal byte[] Written => _bytes.WrittenSpan.ToArray();

    internal void Bytes(int field, byte[] bytes)
    {
        Tag(field, 2);
        Number((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    internal void Text(int field, string text) => Bytes(field, System.Text.Encoding.UTF8.GetBytes(text));

    internal void Varint(int field, ulong value)
    {
        Tag(field, 0);
        Number(value);
    }

    internal void Signed(int field, long value) => Varint(field, ZigZag(value));

    internal void Double(int field, double value)
    {
        Tag(field, 1);
        _bytes.Write(BitConverter.GetBytes(value));
    }

    internal void PackedDoubles(int field, IReadOnlyList<double> values) => Bytes(field, [.. values.SelectMany(BitConverter.GetBytes)]);

    internal void PackedSigned(int field, IEnumerable<long> values)
    {
        var packed = new ProtoBytes();
        foreach (var value in values)
            packed.Number(ZigZag(value));
        Bytes(field, packed.Written);
    }

    static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    void Tag(int field, int wireType) => Number((ulong)((field << 3) | wireType));

    void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }
}
