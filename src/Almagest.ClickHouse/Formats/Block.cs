using System.Numerics;

namespace Almagest.ClickHouse.Formats;

/// <summary>
/// Rows on their way into one table, column by column. A table's block derives from this and declares its columns once, with
/// <see cref="Add"/>: the insert list and the encoding both come from there. Owned by one thread at a time.
/// </summary>
/// <param name="table">The table, without its database.</param>
public abstract class Block(string table) : IDisposable
{
    readonly List<(string Name, Column Column)> _columns = [];
    ulong _optional;

    /// <summary>The table, without its database.</summary>
    public string Table { get; } = table;

    /// <summary>How many rows every column has.</summary>
    public int Rows => _columns[0].Column.Rows;

    /// <summary>How many bytes the rows take in memory, about what they take on the wire.</summary>
    public int SizeBytes
    {
        get
        {
            var size = 0;
            foreach (var (_, column) in _columns)
                size += column.SizeBytes;
            return size;
        }
    }

    /// <summary>The names of the columns in the order in which they are written.</summary>
    public IEnumerable<string> ColumnNames => _columns.Select(static c => c.Name);

    /// <summary>One bit a column: set when it was declared optional and all its rows are zero, so that it need not be sent.</summary>
    public ulong Omittable
    {
        get
        {
            var found = 0UL;
            for (var rest = _optional; rest != 0; rest &= rest - 1)
            {
                var index = BitOperations.TrailingZeroCount(rest);
                if (_columns[index].Column.IsAllZero)
                    found |= 1UL << index;
            }

            return found;
        }
    }

    /// <summary>The names of the columns that are written when some are left out.</summary>
    public IEnumerable<string> ColumnNamesWithout(ulong omitted) => _columns.Where((_, index) => (omitted & (1UL << index)) == 0).Select(static c => c.Name);

    /// <summary>Appends this block to <paramref name="output"/> in the Native format; several may follow each other in one insert.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="omitted">Columns to leave out, as <see cref="Omittable"/> names them; the insert must not list them.</param>
    /// <exception cref="InvalidOperationException">A column has more or fewer rows than the first one.</exception>
    public void Encode(ByteBuffer output, ulong omitted = 0)
    {
        Complete();
        var rows = Rows;
        output.WriteVarUInt((ulong)(_columns.Count - BitOperations.PopCount(omitted)));
        output.WriteVarUInt((ulong)rows);
        for (var index = 0; index < _columns.Count; index++)
        {
            var (name, column) = _columns[index];
            if ((omitted & (1UL << index)) != 0)
                continue;
            if (column.Rows != rows)
                throw new InvalidOperationException($"column \"{name}\" of \"{Table}\" has {column.Rows} rows where {rows} were expected");
            output.WriteString(name);
            output.WriteString(column.Type);
            if (rows == 0)
                continue;
            column.WritePrefix(output);
            column.WriteValues(output);
        }
    }

    /// <summary>Forgets all rows and keeps the memory.</summary>
    public void Clear()
    {
        foreach (var (_, column) in _columns)
            column.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, column) in _columns)
            column.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Declares a column, one of the first 64, that is left out of inserts whose rows all have zero there.</summary>
    protected T AddOptional<T>(string name, T column)
        where T : Column
    {
        _optional |= 1UL << _columns.Count;
        return Add(name, column);
    }

    /// <summary>Fills columns that nobody has to fill, before the rows are encoded.</summary>
    protected virtual void Complete()
    {
    }

    /// <summary>Declares a column; the order of calls is the order on the wire.</summary>
    protected T Add<T>(string name, T column)
        where T : Column
    {
        _columns.Add((name, column));
        return column;
    }
}
