namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>Some rows of a result, column by column. Valid until the next block is asked for.</summary>
public sealed class ResultBlock : IDisposable
{
    internal ResultBlock(int rows, IReadOnlyList<ResultColumn> columns) => (Rows, Columns) = (rows, columns);

    /// <summary>Rows in this block; the server's first block may have none and tell only the columns.</summary>
    public int Rows { get; }

    /// <summary>The columns, in the order of the statement.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; private set; }

    /// <summary>The column of a name.</summary>
    /// <exception cref="KeyNotFoundException">The result has no such column.</exception>
    public ResultColumn this[string name]
    {
        get
        {
            foreach (var column in Columns)
                if (column.Name == name)
                    return column;
            throw new KeyNotFoundException($"the result has no column \"{name}\"; it has {string.Join(", ", Columns.Select(c => c.Name))}");
        }
    }

    /// <summary>The column of a name as the class its reader expects.</summary>
    /// <exception cref="InvalidCastException">The server's type is another one.</exception>
    public TColumn Get<TColumn>(string name) where TColumn : ResultColumn =>
        this[name] is var column && column is TColumn wanted ? wanted
            : throw new InvalidCastException($"column \"{name}\" is {column.Type}, which is not read as {typeof(TColumn).Name}");

    /// <summary>A column of fixed width by name; <typeparamref name="T"/> is the stored type.</summary>
    public ResultColumn<T> Fixed<T>(string name) where T : unmanaged => Get<ResultColumn<T>>(name);

    /// <summary>A String column by name.</summary>
    public StringResultColumn Strings(string name) => Get<StringResultColumn>(name);

    /// <summary>Takes the columns out: they are valid until the block that is given back is disposed.</summary>
    public ResultBlock Keep()
    {
        var kept = new ResultBlock(Rows, Columns);
        Columns = [];
        return kept;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var column in Columns)
            column.Release();
    }
}
