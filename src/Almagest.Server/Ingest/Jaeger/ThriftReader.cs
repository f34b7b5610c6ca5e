using System.Buffers.Binary;
using System.Text;
using Almagest.Model;

namespace Almagest.Server.Ingest.Jaeger;

/// <summary>
/// Reads Thrift's binary or compact protocol into plain values: a struct is a dictionary by field number, a list an array, numbers are
/// longs or doubles, texts bytes (https://github.com/apache/thrift/tree/master/doc/specs).
/// </summary>
sealed class ThriftReader(ReadOnlyMemory<byte> bytes, bool compact)
{
    const int MaxDepth = 16;

    // Types of the binary protocol; those of the compact one are mapped to them.
    const int Stop = 0, Bool = 2, Byte = 3, Double = 4, I16 = 6, I32 = 8, I64 = 10, Text = 11, Struct = 12, Map = 13, Set = 14, List = 15;

    static readonly int[] CompactTypes = [Stop, Bool, Bool, Byte, I16, I32, I64, Double, Text, List, Set, Map, Struct];

    int _at;

    /// <summary>
    /// The argument struct of a message in either protocol, as agents receive it by UDP: clients send the compact one (usually to port
    /// 6831) or the binary one (6832), and the first byte tells.
    /// </summary>
    /// <exception cref="UserErrorException">The bytes are no such message.</exception>
    internal static Dictionary<int, object> ReadMessage(ReadOnlyMemory<byte> bytes)
    {
        var compact = bytes.Length > 0 && bytes.Span[0] == 0x82;
        var reader = new ThriftReader(bytes, compact);
        if (compact)
        {
            reader.Take(2);
            reader.Varint();
            reader.Take((int)Math.Min(reader.Varint(), int.MaxValue));
            return reader.ReadStruct(0);
        }

        if (BinaryPrimitives.ReadInt32BigEndian(reader.Take(4)) >>> 16 != 0x8001)
            throw Invalid("expected a message of the compact or the binary protocol");
        reader.Take(BinaryPrimitives.ReadInt32BigEndian(reader.Take(4)));
        reader.Take(4);
        return reader.ReadStruct(0);
    }

    /// <exception cref="UserErrorException">The bytes are no struct.</exception>
    internal Dictionary<int, object> ReadStruct(int depth)
    {
        if (depth > MaxDepth)
            throw Invalid("more than 16 levels");
        var fields = new Dictionary<int, object>();
        for (var id = 0; ;)
        {
            var head = Next();
            if (head == Stop)
                return fields;
            var type = compact ? CompactType(head & 15) : head;
            if (!compact)
                id = BinaryPrimitives.ReadInt16BigEndian(Take(2));
            else
                id = head >> 4 is > 0 and var delta ? id + delta : (int)Zigzag();
            // In the compact protocol the value of a truth stands in its type.
            fields[id] = compact && type == Bool ? (head & 15) == 1 ? 1L : 0L : Value(type, depth);
        }
    }

    object Value(int type, int depth) => type switch
    {
        Bool or Byte => (long)Next(),
        Double => compact ? BinaryPrimitives.ReadDoubleLittleEndian(Take(8)) : BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        I16 => compact ? Zigzag() : BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        I32 => compact ? Zigzag() : BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        I64 => compact ? Zigzag() : BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        Text => Take(compact ? (int)Math.Min(Varint(), int.MaxValue) : BinaryPrimitives.ReadInt32BigEndian(Take(4))).ToArray(),
        Struct => ReadStruct(depth + 1),
        List or Set => ReadList(depth + 1),
        _ => throw Invalid($"type {type} is not used by Jaeger"),
    };

    object[] ReadList(int depth)
    {
        var head = Next();
        var type = compact ? CompactType(head & 15) : head;
        var count = !compact ? BinaryPrimitives.ReadInt32BigEndian(Take(4)) : head >> 4 is < 15 and var few ? few : (int)Math.Min(Varint(), int.MaxValue);
        if (depth > MaxDepth || count < 0 || count > bytes.Length - _at)
            throw Invalid($"a list of {count} values does not fit in the message");
        var values = new object[count];
        for (var i = 0; i < count; i++)
            values[i] = Value(type, depth);
        return values;
    }

    static int CompactType(int type) => type < CompactTypes.Length ? CompactTypes[type] : throw Invalid($"unknown type {type}");

    long Zigzag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Next();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw Invalid("a number has more than ten bytes");
    }

    byte Next() => Take(1)[0];

    ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - _at)
            throw Invalid($"it ends at byte {bytes.Length}, in the middle of a value");
        _at += count;
        return bytes.Span.Slice(_at - count, count);
    }

    internal static string TextOf(object? value) => value is byte[] text ? Encoding.UTF8.GetString(text) : "";

    internal static UserErrorException Invalid(string message) => new(UserErrorKind.Invalid, "invalid_thrift", $"the body is not Jaeger Thrift: {message}");
}
