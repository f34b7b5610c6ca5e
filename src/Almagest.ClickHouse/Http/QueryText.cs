using System.Buffers;
using System.Text;

namespace Almagest.ClickHouse.Http;

/// <summary>
/// Percent-encodes a value of the URL's query and leaves every character a query may hold: the server counts a parameter as
/// encoded against its limit of 128 KiB, and quotes and commas are half of an array of short texts.
/// </summary>
static class QueryText
{
    static readonly SearchValues<byte> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*,;:@/?"u8);

    public static string Encode(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        if (bytes.AsSpan().IndexOfAnyExcept(Plain) < 0)
            return value;
        var text = new StringBuilder(bytes.Length + 32);
        foreach (var b in bytes)
            if (Plain.Contains(b))
                text.Append((char)b);
            else
                text.Append('%').Append(HexDigit(b >> 4)).Append(HexDigit(b & 15));
        return text.ToString();
    }

    static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
}
