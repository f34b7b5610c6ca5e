namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>
/// Reads the blocks of a Native result as HTTP sends it: per block the number of columns and rows, per column its name, type and
/// values. Source: "Native" in the format reference of the ClickHouse manual and bytes captured from 26.7; there is no block
/// header because no client revision is announced.
/// </summary>
public sealed class NativeReader(Stream stream) : IDisposable
{
    const int MaxColumns = 65_536;
    const int MaxNameBytes = 1 << 20;

    readonly ByteSource _source = new(stream);
    readonly Dictionary<string, ColumnType> _types = new(StringComparer.Ordinal);

    /// <summary>The next block, or null at the end. The caller disposes it.</summary>
    /// <exception cref="ClickHouseFormatException">The bytes are cut off, damaged or of an unknown type.</exception>
    public async ValueTask<ResultBlock?> ReadBlockAsync(CancellationToken ct)
    {
        if (await _source.AtEndAsync(ct).ConfigureAwait(false))
            return null;
        var columns = await CountAsync("columns", MaxColumns, ct).ConfigureAwait(false);
        var rows = await CountAsync("rows", int.MaxValue, ct).ConfigureAwait(false);
        if (columns == 0 && rows > 0)
            throw _source.Malformed($"found {rows} rows without columns");
        List<ResultColumn> read = [];
        try
        {
            for (var i = 0; i < columns; i++)
                read.Add(await ColumnAsync(rows, ct).ConfigureAwait(false));
            return new ResultBlock(rows, read);
        }
        catch
        {
            read.ForEach(static c => c.Release());
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    async ValueTask<ResultColumn> ColumnAsync(int rows, CancellationToken ct)
    {
        var name = await _source.TextAsync(MaxNameBytes, ct).ConfigureAwait(false);
        var text = await _source.TextAsync(MaxNameBytes, ct).ConfigureAwait(false);
        var decoder = new ColumnDecoder(_source);
        ResultColumn column;
        try
        {
            var type = TypeOf(text);
            if (rows > 0)
                await decoder.PrefixAsync(type, ct).ConfigureAwait(false);
            column = await decoder.ReadAsync(type, rows, ct).ConfigureAwait(false);
        }
        catch (FormatException unreadable)
        {
            throw _source.Malformed(unreadable.Message);
        }
        column.Name = name;
        return column;
    }

    // Blocks repeat their types: parse each text once.
    ColumnType TypeOf(string text)
    {
        if (!_types.TryGetValue(text, out var type))
            _types[text] = type = ColumnType.Parse(text);
        return type;
    }

    async ValueTask<int> CountAsync(string what, int most, CancellationToken ct)
    {
        var count = await _source.VarUIntAsync(ct).ConfigureAwait(false);
        return count <= (ulong)most ? (int)count : throw _source.Malformed($"found {count} {what}, more than {most}");
    }
}
