using System.Buffers.Text;

namespace Almagest.LogBench.Corpus;

/// <summary>Where a line is written, in UTF-8.</summary>
sealed class LineBuffer
{
    readonly byte[] _bytes = new byte[64 << 10];

    internal int Length { get; set; }

    internal ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    internal void Write(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(Length));
        Length += text.Length;
    }

    internal void Write(byte sign) => _bytes[Length++] = sign;

    internal void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>A number of at least so many digits, zeros before it.</summary>
    internal void Digits(long value, int digits)
    {
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out var written, new('D', (byte)digits));
        Length += written;
    }

    internal void Hex(ulong value, int digits)
    {
        for (var i = digits - 1; i >= 0; i--)
            _bytes[Length++] = "0123456789abcdef"u8[(int)(value >> (i * 4)) & 15];
    }
}
