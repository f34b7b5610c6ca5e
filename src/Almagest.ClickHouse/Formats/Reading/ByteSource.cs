using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>Buffered reading of the primitives of Native from a stream, with the offset for error messages.</summary>
sealed class ByteSource(Stream stream) : IDisposable
{
    const int BufferSize = 64 * 1024;

    byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    int _position;
    int _end;
    long _before;

    /// <summary>The most bytes that a column of texts had so far: room for the next one, which else grows by copying.</summary>
    public int UsualTextBytes { get; set; } = 4096;

    /// <summary>Bytes consumed so far.</summary>
    public long Offset => _before + _position;

    /// <summary>True when every byte was consumed and the stream has ended.</summary>
    public async ValueTask<bool> AtEndAsync(CancellationToken ct) => _position == _end && !await FillAsync(ct).ConfigureAwait(false);

    public async ValueTask<ulong> VarUIntAsync(CancellationToken ct)
    {
        ulong value = 0;
        while (!TryVarUInt(out value))
            if (!await FillAsync(ct).ConfigureAwait(false))
                throw Cut();
        return value;
    }

    public async ValueTask<ulong> UInt64Async(CancellationToken ct)
    {
        while (_end - _position < sizeof(ulong))
            if (!await FillAsync(ct).ConfigureAwait(false))
                throw Cut();
        var value = BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(_position));
        _position += sizeof(ulong);
        return value;
    }

    /// <summary>A text with its length before it.</summary>
    public async ValueTask<string> TextAsync(int longest, CancellationToken ct)
    {
        var length = await VarUIntAsync(ct).ConfigureAwait(false);
        if (length > (ulong)longest)
            throw Malformed($"expected a name of at most {longest} bytes but found one of {length}");
        using var bytes = new PooledBuffer<byte>();
        await ReadAsync(bytes, (int)length, ct).ConfigureAwait(false);
        return Encoding.UTF8.GetString(bytes.Span);
    }

    /// <summary>Appends exactly <paramref name="count"/> values of fixed width.</summary>
    public async ValueTask ReadAsync<T>(PooledBuffer<T> target, int count, CancellationToken ct) where T : unmanaged
    {
        var promised = target.Length + count;
        while (target.Length < promised)
        {
            target.GrowTowards(promised);
            if (Take(target, promised) == 0 && !await FillAsync(ct).ConfigureAwait(false))
                throw Cut();
        }
    }

    // Hot path: per row. Texts wholly inside the buffer cost one copy and no await.
    /// <summary>Appends texts of the buffer, each with its length before it, until the buffer or the rows end.</summary>
    public int Texts(PooledBuffer<byte> bytes, PooledBuffer<int> ends, int rows)
    {
        var taken = 0;
        while (taken < rows)
        {
            var begin = _position;
            if (!TryVarUInt(out var length) || length > (ulong)(_end - _position))
            {
                _position = begin;
                return taken;
            }
            bytes.Append(_buffer.AsSpan(_position, (int)length));
            ends.Add(bytes.Length);
            _position += (int)length;
            taken++;
        }
        return taken;
    }

    public ClickHouseFormatException Malformed(string message) => new(message, Offset);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    ClickHouseFormatException Cut() => Malformed("the result ends in the middle of a block");

    int Take<T>(PooledBuffer<T> target, int promised) where T : unmanaged
    {
        var room = MemoryMarshal.AsBytes(target.Free.Span[..Math.Min(target.Free.Length, promised - target.Length)]);
        var width = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        var count = Math.Min(room.Length, _end - _position) / width;
        _buffer.AsSpan(_position, count * width).CopyTo(room);
        _position += count * width;
        target.Advance(count);
        return count;
    }

    bool TryVarUInt(out ulong value)
    {
        value = 0;
        var at = _position;
        for (var shift = 0; at < _end; shift += 7)
        {
            if (shift > 63)
                throw Malformed("found a length of more than 64 bits");
            var part = _buffer[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part >= 0x80)
                continue;
            _position = at;
            return true;
        }
        return false;
    }

    async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        _buffer.AsSpan(_position, _end - _position).CopyTo(_buffer);
        _before += _position;
        (_end, _position) = (_end - _position, 0);
        var count = await stream.ReadAsync(_buffer.AsMemory(_end), ct).ConfigureAwait(false);
        _end += count;
        return count > 0;
    }
}
