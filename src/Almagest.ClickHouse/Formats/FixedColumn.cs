using System.Runtime.CompilerServices;

namespace Almagest.ClickHouse.Formats;

/// <summary>A column of values of one size: integers, floats, enums, dates and times as their underlying integers.</summary>
public sealed class FixedColumn<T>(string type) : Column(type)
    where T : unmanaged
{
    readonly ByteBuffer _values = new();

    /// <inheritdoc/>
    public override int Rows => _values.Length / Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override int SizeBytes => _values.Length;

    internal override bool IsAllZero => !_values.Span.ContainsAnyExcept((byte)0);

    /// <summary>The rows so far; valid until the next one is appended.</summary>
    public ReadOnlySpan<T> Values => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(_values.Span);

    // Hot path: per record.
    /// <summary>Appends a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(T value) => _values.Write(value);

    /// <summary>Appends equal rows.</summary>
    public void Append(T value, int count)
    {
        if (count == 1)
            _values.Write(value);
        else
            _values.Write(value, count);
    }

    /// <inheritdoc/>
    public override void RepeatLast() =>
        _values.Write(Unsafe.ReadUnaligned<T>(in _values.Span[_values.Length - Unsafe.SizeOf<T>()]));

    /// <inheritdoc/>
    public override void Clear() => _values.Clear();

    /// <inheritdoc/>
    public override void Dispose() => _values.Dispose();

    internal override void WriteValues(ByteBuffer output) => output.Write(_values.Span);
}
