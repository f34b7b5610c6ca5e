namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>Reads columns of one type of fixed width.</summary>
abstract class ScalarType
{
    public abstract ValueTask<ResultColumn> ReadAsync(ByteSource source, ColumnType type, int rows, CancellationToken ct);

    private protected static async ValueTask<PooledBuffer<T>> ValuesAsync<T>(ByteSource source, int count, CancellationToken ct) where T : unmanaged
    {
        PooledBuffer<T> values = new();
        try
        {
            await source.ReadAsync(values, count, ct).ConfigureAwait(false);
            return values;
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }
}

/// <summary>A type stored as a .NET value, little endian as every platform we run on.</summary>
sealed class FixedType<T>(Func<T, object> toObject) : ScalarType where T : unmanaged
{
    public override async ValueTask<ResultColumn> ReadAsync(ByteSource source, ColumnType type, int rows, CancellationToken ct) =>
        new ResultColumn<T>(type, await ValuesAsync<T>(source, rows, ct).ConfigureAwait(false), toObject);
}

/// <summary>A type stored as some bytes.</summary>
sealed class BytesType(int width, FixedBytesResultColumn.ToObject toObject) : ScalarType
{
    public override async ValueTask<ResultColumn> ReadAsync(ByteSource source, ColumnType type, int rows, CancellationToken ct)
    {
        if ((long)rows * width > Array.MaxLength)
            throw source.Malformed($"found {rows} values of {width} bytes in one block");
        return new FixedBytesResultColumn(type, await ValuesAsync<byte>(source, rows * width, ct).ConfigureAwait(false), width, toObject);
    }
}

/// <summary>UUID: two little-endian halves, the high one first.</summary>
sealed class UuidType : ScalarType
{
    public override async ValueTask<ResultColumn> ReadAsync(ByteSource source, ColumnType type, int rows, CancellationToken ct)
    {
        using var halves = await ValuesAsync<UInt128>(source, rows, ct).ConfigureAwait(false);
        PooledBuffer<Guid> values = new();
        foreach (var half in halves.Span)
            values.Add(ToGuid(half));
        return new ResultColumn<Guid>(type, values, static v => v);
    }

    static Guid ToGuid(UInt128 stored)
    {
        Span<ulong> halves = [(ulong)stored, (ulong)(stored >> 64)];
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, halves[0]);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], halves[1]);
        return new Guid(bytes, bigEndian: true);
    }
}
