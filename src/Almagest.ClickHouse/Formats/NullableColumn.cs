using System.Runtime.CompilerServices;

namespace Almagest.ClickHouse.Formats;

/// <summary>A column of values of one size that may be absent.</summary>
/// <param name="inner">The type inside <c>Nullable(…)</c>.</param>
public sealed class NullableColumn<T>(string inner) : Column($"Nullable({inner})")
    where T : unmanaged
{
    readonly ByteBuffer _absent = new();
    readonly ByteBuffer _values = new();

    /// <inheritdoc/>
    public override int Rows => _absent.Length;

    /// <inheritdoc/>
    public override int SizeBytes => _absent.Length + _values.Length;

    /// <summary>One row; null when it is absent.</summary>
    public T? ValueAt(int row) => _absent.Span[row] != 0 ? null : Unsafe.ReadUnaligned<T>(in _values.Span[row * Unsafe.SizeOf<T>()]);

    /// <summary>Appends a row; null is stored as absent.</summary>
    public void Append(T? value)
    {
        _absent.Write(value is null ? (byte)1 : (byte)0);
        _values.Write(value.GetValueOrDefault());
    }

    /// <inheritdoc/>
    public override void RepeatLast()
    {
        _absent.Write(_absent.Span[^1]);
        _values.Write(Unsafe.ReadUnaligned<T>(in _values.Span[_values.Length - Unsafe.SizeOf<T>()]));
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        _absent.Clear();
        _values.Clear();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _absent.Dispose();
        _values.Dispose();
    }

    internal override void WriteValues(ByteBuffer output)
    {
        output.Write(_absent.Span);
        output.Write(_values.Span);
    }
}
