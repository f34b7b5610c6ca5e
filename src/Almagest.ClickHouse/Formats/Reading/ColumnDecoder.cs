namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>
/// Decodes the values of one column by its type. Composite types first have a prefix of versions for the whole tree, then their
/// data: sizes before elements, null flags before values, dictionary before indices.
/// </summary>
sealed class ColumnDecoder(ByteSource source)
{
    const ulong DictionaryVersion = 1;
    const ulong JsonAsText = 1;
    const ulong SharedDictionary = 0x100;

    /// <summary>Reads and checks the versions that come before the data.</summary>
    public async ValueTask PrefixAsync(ColumnType type, CancellationToken ct)
    {
        switch (type.Name)
        {
            case "LowCardinality":
                await VersionAsync(type, DictionaryVersion, ct).ConfigureAwait(false);
                break;
            case "JSON" or "Object":
                await VersionAsync(type, JsonAsText, ct).ConfigureAwait(false);
                break;
            case "SimpleAggregateFunction":
                await PrefixAsync(type.Inner(1), ct).ConfigureAwait(false);
                break;
            case "Array" or "Nullable" or "Map" or "Tuple" or "Nested":
                foreach (var argument in type.Arguments)
                    if (argument.Type is { } inner)
                        await PrefixAsync(inner, ct).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Reads the values.</summary>
    public async ValueTask<ResultColumn> ReadAsync(ColumnType type, int rows, CancellationToken ct) => type.Name switch
    {
        "String" or "JSON" or "Object" => await TextsAsync(type, rows, ct).ConfigureAwait(false),
        "Nullable" => await NullableAsync(type, rows, ct).ConfigureAwait(false),
        "LowCardinality" => await LowCardinalityAsync(type, rows, ct).ConfigureAwait(false),
        "Array" => await ArrayAsync(type, type.Inner(), rows, ct).ConfigureAwait(false),
        "Nested" => await ArrayAsync(type, type with { Name = "Tuple" }, rows, ct).ConfigureAwait(false),
        "Map" => await MapAsync(type, rows, ct).ConfigureAwait(false),
        "Tuple" when type.Arguments.Count > 0 => await TupleAsync(type, rows, ct).ConfigureAwait(false),
        "SimpleAggregateFunction" => await ReadAsync(type.Inner(1), rows, ct).ConfigureAwait(false),
        _ => await ScalarTypes.Of(type).ReadAsync(source, type, rows, ct).ConfigureAwait(false),
    };

    async ValueTask<ResultColumn> TextsAsync(ColumnType type, int rows, CancellationToken ct)
    {
        PooledBuffer<byte> bytes = new(source.UsualTextBytes);
        PooledBuffer<int> ends = new();
        try
        {
            var left = rows;
            while ((left -= source.Texts(bytes, ends, left)) > 0)
            {
                // The next text reaches beyond the buffer: it alone is read piece by piece.
                var length = await source.VarUIntAsync(ct).ConfigureAwait(false);
                if (length > (ulong)(Array.MaxLength - bytes.Length))
                    throw source.Malformed($"found texts of together {length + (ulong)bytes.Length} bytes in one block");
                await source.ReadAsync(bytes, (int)length, ct).ConfigureAwait(false);
                ends.Add(bytes.Length);
                left--;
            }
            source.UsualTextBytes = Math.Max(source.UsualTextBytes, bytes.Length);
            return new StringResultColumn(type, bytes, ends);
        }
        catch
        {
            bytes.Dispose();
            ends.Dispose();
            throw;
        }
    }

    async ValueTask<ResultColumn> NullableAsync(ColumnType type, int rows, CancellationToken ct)
    {
        PooledBuffer<byte> nulls = new();
        try
        {
            await source.ReadAsync(nulls, rows, ct).ConfigureAwait(false);
            return new NullableResultColumn(type, nulls, await ReadAsync(type.Inner(), rows, ct).ConfigureAwait(false));
        }
        catch
        {
            nulls.Dispose();
            throw;
        }
    }

    async ValueTask<ResultColumn> ArrayAsync(ColumnType type, ColumnType element, int rows, CancellationToken ct)
    {
        var ends = await EndsAsync(rows, ct).ConfigureAwait(false);
        try
        {
            return new ArrayResultColumn(type, ends, await ReadAsync(element, Last(ends), ct).ConfigureAwait(false));
        }
        catch
        {
            ends.Dispose();
            throw;
        }
    }

    async ValueTask<ResultColumn> MapAsync(ColumnType type, int rows, CancellationToken ct)
    {
        var ends = await EndsAsync(rows, ct).ConfigureAwait(false);
        ResultColumn? keys = null;
        try
        {
            keys = await ReadAsync(type.Inner(), Last(ends), ct).ConfigureAwait(false);
            var values = await ReadAsync(type.Inner(1), Last(ends), ct).ConfigureAwait(false);
            return new MapResultColumn(type, ends, keys, values);
        }
        catch
        {
            keys?.Release();
            ends.Dispose();
            throw;
        }
    }

    async ValueTask<ResultColumn> TupleAsync(ColumnType type, int rows, CancellationToken ct)
    {
        List<ResultColumn> elements = [];
        try
        {
            for (var i = 0; i < type.Arguments.Count; i++)
            {
                var element = await ReadAsync(type.Inner(i), rows, ct).ConfigureAwait(false);
                element.Name = type.Arguments[i].Label ?? "";
                elements.Add(element);
            }
            return new TupleResultColumn(type, rows, elements);
        }
        catch
        {
            elements.ForEach(static e => e.Release());
            throw;
        }
    }

    // Wire form of a column part: flags and index width (8 bytes), number of keys (8), keys, number of rows (8), indices.
    async ValueTask<ResultColumn> LowCardinalityAsync(ColumnType type, int rows, CancellationToken ct)
    {
        var value = type.Inner() is { Name: "Nullable" } nullable ? nullable.Inner() : type.Inner();
        if (rows == 0)
            return new LowCardinalityResultColumn(type, await ReadAsync(value, 0, ct).ConfigureAwait(false), new PooledBuffer<int>());
        var flags = await source.UInt64Async(ct).ConfigureAwait(false);
        if ((flags & SharedDictionary) != 0)
            throw source.Malformed("found a dictionary shared between blocks, which HTTP results do not have");
        var keys = await CountAsync("dictionary entries", ct).ConfigureAwait(false);
        var dictionary = await ReadAsync(value, keys, ct).ConfigureAwait(false);
        try
        {
            var count = await CountAsync("dictionary indices", ct).ConfigureAwait(false);
            if (count != rows)
                throw source.Malformed($"found {count} dictionary indices for {rows} rows");
            return new LowCardinalityResultColumn(type, dictionary, await IndicesAsync((int)(flags & 0xff), rows, keys, ct).ConfigureAwait(false));
        }
        catch
        {
            dictionary.Release();
            throw;
        }
    }

    async ValueTask<PooledBuffer<int>> IndicesAsync(int width, int rows, int keys, CancellationToken ct) => width switch
    {
        0 => await NarrowAsync<byte>(rows, keys, static v => v, ct).ConfigureAwait(false),
        1 => await NarrowAsync<ushort>(rows, keys, static v => v, ct).ConfigureAwait(false),
        2 => await NarrowAsync<uint>(rows, keys, static v => v, ct).ConfigureAwait(false),
        3 => await NarrowAsync<ulong>(rows, keys, static v => v, ct).ConfigureAwait(false),
        _ => throw source.Malformed($"found dictionary indices of unknown width {width}"),
    };

    async ValueTask<PooledBuffer<int>> NarrowAsync<T>(int rows, int keys, Func<T, ulong> widen, CancellationToken ct) where T : unmanaged
    {
        using PooledBuffer<T> raw = new();
        await source.ReadAsync(raw, rows, ct).ConfigureAwait(false);
        PooledBuffer<int> indices = new();
        foreach (var item in raw.Span)
        {
            var index = widen(item);
            if (index >= (ulong)keys)
            {
                indices.Dispose();
                throw source.Malformed($"found dictionary index {index} but only {keys} entries");
            }
            indices.Add((int)index);
        }
        return indices;
    }

    async ValueTask<PooledBuffer<int>> EndsAsync(int rows, CancellationToken ct)
    {
        using PooledBuffer<ulong> raw = new();
        await source.ReadAsync(raw, rows, ct).ConfigureAwait(false);
        PooledBuffer<int> ends = new();
        var last = 0UL;
        foreach (var end in raw.Span)
        {
            if (end < last || end > int.MaxValue)
            {
                ends.Dispose();
                throw source.Malformed($"found array end {end} after {last}");
            }
            ends.Add((int)end);
            last = end;
        }
        return ends;
    }

    static int Last(PooledBuffer<int> ends) => ends.Length == 0 ? 0 : ends.Span[^1];

    async ValueTask VersionAsync(ColumnType type, ulong expected, CancellationToken ct)
    {
        var version = await source.UInt64Async(ct).ConfigureAwait(false);
        if (version != expected)
            throw source.Malformed($"expected version {expected} of \"{type.Name}\" but found {version}");
    }

    async ValueTask<int> CountAsync(string what, CancellationToken ct)
    {
        var count = await source.UInt64Async(ct).ConfigureAwait(false);
        return count <= int.MaxValue ? (int)count : throw source.Malformed($"found {count} {what}");
    }
}
