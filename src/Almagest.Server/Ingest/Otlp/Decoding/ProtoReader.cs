using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>
/// Walks the fields of one protobuf message without copying (https://protobuf.dev/programming-guides/encoding). Call
/// <see cref="Next"/>, look at <see cref="Field"/>, then read the value with the method of its type or <see cref="Skip"/> it.
/// </summary>
ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    readonly ReadOnlySpan<byte> _message = message;
    int _position;
    int _wireType;

    /// <summary>The number of the current field.</summary>
    internal int Field { get; private set; }

    /// <summary>Where the reader stands, in bytes from the start of this message.</summary>
    internal readonly int Position => _position;

    // Hot path: per field.
    /// <summary>Moves to the next field; false at the end.</summary>
    /// <exception cref="OtlpFormatException">The tag is not valid.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Next()
    {
        if (_position == _message.Length)
            return false;
        var tag = ReadVarint();
        Field = (int)(tag >> 3);
        _wireType = (int)(tag & 7);
        if (Field == 0 || tag >> 3 > 536_870_911)
            throw new OtlpFormatException("a field has an invalid number");
        return true;
    }

    /// <summary>A varint: uint64, uint32, bool, enum, and int64 by cast.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong UInt64()
    {
        Expect(0);
        return ReadVarint();
    }

    /// <summary>A zigzag varint: sint32, sint64.</summary>
    internal long ZigZag()
    {
        var value = UInt64();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Eight bytes: fixed64, sfixed64 by cast.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Fixed64()
    {
        Expect(1);
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
    }

    /// <summary>Eight bytes as a double.</summary>
    internal double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>Four bytes: fixed32.</summary>
    internal uint Fixed32()
    {
        Expect(5);
        return BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
    }

    /// <summary>A string, bytes or a message, as a slice of the input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> Bytes()
    {
        Expect(2);
        var length = ReadVarint();
        if (length > (ulong)(_message.Length - _position))
            throw new OtlpFormatException($"field {Field} is {length} bytes long but only {_message.Length - _position} are left");
        return Take((int)length);
    }

    /// <summary>Whether the current field is length-delimited: a repeated number may come packed or one by one.</summary>
    internal readonly bool IsPacked => _wireType == 2;

    /// <summary>Passes over the value of a field nobody knows.</summary>
    internal void Skip()
    {
        switch (_wireType)
        {
            case 0:
                ReadVarint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Bytes();
                break;
            case 5:
                Take(4);
                break;
            default:
                throw new OtlpFormatException($"field {Field} has wire type {_wireType}, which this format does not use");
        }
    }

    // Hot path: per series.
    /// <summary>
    /// Where fields number <paramref name="field"/> that follow each other from <paramref name="at"/> on end, as far as they are messages or texts
    /// of less than 128 bytes: most of what is repeated.
    /// </summary>
    internal static int EndOfShort(ReadOnlySpan<byte> message, int at, int field)
    {
        var tag = (byte)(field << 3 | 2);
        while (at + 1 < message.Length && message[at] == tag && message[at + 1] < 0x80 && at + 2 + message[at + 1] <= message.Length)
            at += 2 + message[at + 1];
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ulong ReadVarint()
    {
        if (_position < _message.Length && _message[_position] < 0x80)
            return _message[_position++];
        return ReadLongVarint();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    ulong ReadLongVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_position == _message.Length)
                throw new OtlpFormatException("the message ends in the middle of a number");
            var next = _message[_position++];
            if (shift == 63 && next > 1)
                break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new OtlpFormatException("a number is longer than ten bytes");
    }

    readonly void Expect(int wireType)
    {
        if (_wireType != wireType)
            throw new OtlpFormatException($"field {Field} has wire type {_wireType} where {wireType} was expected");
    }

    ReadOnlySpan<byte> Take(int length)
    {
        if (length > _message.Length - _position)
            throw new OtlpFormatException($"the message ends in the middle of field {Field}");
        var taken = _message.Slice(_position, length);
        _position += length;
        return taken;
    }
}
