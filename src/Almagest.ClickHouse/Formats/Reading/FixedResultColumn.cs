using System.Globalization;

namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>
/// Values of fixed width as they are stored: Date as days (ushort), DateTime as seconds (uint), DateTime64 as ticks of its
/// precision (long), Enum as its number, Decimal as the number without its point, IPv4 as uint, Bool as byte.
/// </summary>
/// <typeparam name="T">The stored type.</typeparam>
public sealed class ResultColumn<T> : ResultColumn where T : unmanaged
{
    readonly PooledBuffer<T> _values;
    readonly Func<T, object> _toObject;

    internal ResultColumn(ColumnType type, PooledBuffer<T> values, Func<T, object> toObject)
        : base(type, values.Length) => (_values, _toObject) = (values, toObject);

    /// <summary>All values.</summary>
    public ReadOnlySpan<T> Values => _values.Span;

    /// <summary>One value.</summary>
    public T this[int row] => _values.Span[row];

    /// <inheritdoc/>
    public override object GetValue(int row) => _toObject(_values.Span[Checked(row)]);

    /// <inheritdoc/>
    public override string? GetString(int row) => Convert.ToString(GetValue(row), CultureInfo.InvariantCulture);

    internal override void Release() => _values.Dispose();
}
