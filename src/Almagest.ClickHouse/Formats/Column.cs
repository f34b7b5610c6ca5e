namespace Almagest.ClickHouse.Formats;

/// <summary>
/// The values of one column of a block on its way into ClickHouse, collected in the layout of the Native format
/// (https://clickhouse.com/docs/interfaces/formats/Native). Owned by one thread at a time.
/// </summary>
/// <param name="type">The ClickHouse type, spelled as in the table.</param>
public abstract class Column(string type) : IDisposable
{
    /// <summary>The ClickHouse type, spelled as in the table.</summary>
    public string Type { get; } = type;

    /// <summary>How many rows are complete.</summary>
    public abstract int Rows { get; }

    /// <summary>How many bytes the values take in memory, about what they take on the wire.</summary>
    public abstract int SizeBytes { get; }

    /// <summary>Whether all rows hold what the table puts where a column is not sent: zero. False when finding out would take long.</summary>
    internal virtual bool IsAllZero => false;

    /// <summary>Appends a row equal to the last one: how resource and scope columns are filled, at the cost of a copy.</summary>
    public abstract void RepeatLast();

    /// <summary>Forgets all rows and keeps the memory.</summary>
    public abstract void Clear();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Writes what the format wants once, before any values: the version of a nested dictionary.</summary>
    internal virtual void WritePrefix(ByteBuffer output)
    {
    }

    /// <summary>Writes the values of all rows.</summary>
    internal abstract void WriteValues(ByteBuffer output);
}
