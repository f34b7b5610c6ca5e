using System.Runtime.CompilerServices;

namespace Almagest.ClickHouse.Formats;

/// <summary>A column of byte strings, each with its length before it.</summary>
public sealed class StringColumn() : Column("String")
{
    readonly ByteBuffer _values = new();
    int _rows;
    int _lastStart;

    /// <inheritdoc/>
    public override int Rows => _rows;

    /// <inheritdoc/>
    public override int SizeBytes => _values.Length;

    /// <summary>Reads the rows so far, from the first one on; valid until the next one is appended.</summary>
    public StringColumnCursor Read() => new(_values.Span);

    // Hot path: per record.
    /// <summary>Appends a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> utf8)
    {
        _lastStart = _values.Length;
        _values.WriteString(utf8);
        _rows++;
    }

    /// <summary>Appends a row from text.</summary>
    public void Append(string text)
    {
        _lastStart = _values.Length;
        _values.WriteString(text);
        _rows++;
    }

    /// <summary>
    /// Appends a row of bytes as lower-case hexadecimal digits: how trace and span ids are stored, so that people can paste them.
    /// </summary>
    public void AppendHex(ReadOnlySpan<byte> bytes)
    {
        _lastStart = _values.Length;
        _values.WriteVarUInt((ulong)bytes.Length * 2);
        var digits = _values.GetSpan(bytes.Length * 2);
        Convert.TryToHexStringLower(bytes, digits, out var written);
        _values.Advance(written);
        _rows++;
    }

    /// <inheritdoc/>
    public override void RepeatLast()
    {
        var length = _values.Length - _lastStart;
        _values.GetSpan(length);
        var start = _lastStart;
        _lastStart = _values.Length;
        _values.Write(_values.Span.Slice(start, length));
        _rows++;
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        _values.Clear();
        _rows = 0;
        _lastStart = 0;
    }

    /// <inheritdoc/>
    public override void Dispose() => _values.Dispose();

    internal override void WriteValues(ByteBuffer output) => output.Write(_values.Span);
}
