using System.Text;
using System.Text.Unicode;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Makes what senders call text into UTF-8 that the store and JSON accept.</summary>
static class Utf8Text
{
    // Hot path: per text. Only broken text, which is rare, is copied.
    /// <summary>The text itself, or a copy with invalid sequences replaced by U+FFFD.</summary>
    internal static ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text) ? text : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));

    /// <summary>At most <paramref name="maxBytes"/> of valid UTF-8, never ending inside a character.</summary>
    internal static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int maxBytes)
    {
        if (text.Length <= maxBytes)
            return text;
        var end = maxBytes;
        while (end > 0 && (text[end] & 0xC0) == 0x80)
            end--;
        return text[..end];
    }
}
