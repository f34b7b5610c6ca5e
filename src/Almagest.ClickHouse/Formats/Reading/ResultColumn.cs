using System.Globalization;

namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>
/// One decoded column of a block. Read it through its own class for speed or through <see cref="GetValue"/> whatever it is. Valid
/// until the next block is asked for; afterwards reading throws <see cref="ObjectDisposedException"/>.
/// </summary>
public abstract class ResultColumn
{
    private protected ResultColumn(ColumnType type, int rows) => (Type, Rows) = (type, rows);

    /// <summary>The column's name in the result; of an inner column the tuple's field name, else empty.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The type as the server named it.</summary>
    public ColumnType Type { get; }

    /// <summary>How many values it has.</summary>
    public int Rows { get; }

    /// <summary>
    /// One value: numbers as themselves, String and Enum as string, Date as DateOnly, DateTime and DateTime64 as DateTimeOffset
    /// (to 100 ns), UUID as Guid, IPv4 and IPv6 as IPAddress, Decimal as decimal (as BigInteger text if it does not fit),
    /// FixedString as byte[], Array and Tuple as object?[], Map as KeyValuePair&lt;object?, object?&gt;[], NULL as null.
    /// </summary>
    public abstract object? GetValue(int row);

    /// <summary>One value as text, or null for NULL.</summary>
    public virtual string? GetString(int row) => Convert.ToString(GetValue(row), CultureInfo.InvariantCulture);

    internal abstract void Release();

    private protected int Checked(int row) =>
        (uint)row < (uint)Rows ? row : throw new ArgumentOutOfRangeException(nameof(row), row, $"column \"{Name}\" has {Rows} rows");
}
