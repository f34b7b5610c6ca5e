using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Almagest.ClickHouse.Formats;

/// <summary>
/// A growing run of bytes in a pooled array: what columns collect their values in and what blocks are encoded into.
/// Owned by one thread at a time; <see cref="Dispose"/> gives the array back.
/// </summary>
public sealed class ByteBuffer : IBufferWriter<byte>, IDisposable
{
    byte[] _bytes;

    /// <summary>An empty buffer with room for <paramref name="capacity"/> bytes.</summary>
    public ByteBuffer(int capacity = 256) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>The bytes written so far; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>The bytes written so far, to be changed in place; valid until the next write.</summary>
    public Span<byte> GetWritten() => _bytes.AsSpan(0, Length);

    /// <summary>Forgets the content and keeps the array.</summary>
    public void Clear() => Length = 0;

    /// <summary>Forgets all but the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        Length = length;
    }

    // Hot path: per value.
    /// <summary>Appends the memory of <paramref name="value"/>, little endian as ClickHouse wants it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<T>(T value)
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        if (_bytes.Length - Length < size)
            Grow(size);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), Length), value);
        Length += size;
    }

    /// <summary>Appends the memory of <paramref name="value"/> <paramref name="count"/> times.</summary>
    public void Write<T>(T value, int count)
        where T : unmanaged
    {
        var size = checked(Unsafe.SizeOf<T>() * count);
        EnsureRoom(size);
        MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(Length, size)).Fill(value);
        Length += size;
    }

    /// <summary>Appends <paramref name="bytes"/> as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length)
            Grow(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Appends an unsigned LEB128 integer: ClickHouse's <c>VarUInt</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteVarUInt(ulong value)
    {
        if (_bytes.Length - Length < 10)
            Grow(10);
        while (value >= 0x80)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[Length++] = (byte)value;
    }

    /// <summary>Appends a length-prefixed string: ClickHouse's <c>String</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteString(ReadOnlySpan<byte> utf8)
    {
        WriteVarUInt((ulong)utf8.Length);
        Write(utf8);
    }

    /// <summary>Appends <paramref name="text"/> as a length-prefixed UTF-8 string.</summary>
    public void WriteString(string text)
    {
        var length = System.Text.Encoding.UTF8.GetByteCount(text);
        WriteVarUInt((ulong)length);
        Advance(System.Text.Encoding.UTF8.GetBytes(text, GetSpan(length)));
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    void EnsureRoom(int sizeHint)
    {
        if (_bytes.Length - Length < Math.Max(sizeHint, 1))
            Grow(Math.Max(sizeHint, 1));
    }

    void Grow(int size)
    {
        var wanted = BitOperations.RoundUpToPowerOf2((uint)Math.Max(checked(Length + size), 256));
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(wanted, (uint)Array.MaxLength));
        Span.CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
