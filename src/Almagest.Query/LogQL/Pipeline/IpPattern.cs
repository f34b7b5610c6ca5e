using System.Net;
using System.Numerics;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary>An address, a network (<c>10.0.0.0/8</c>) or a range (<c>10.0.0.1-10.0.0.9</c>), looked for in text.</summary>
sealed class IpPattern
{
    const string Version4 = "0123456789.";
    const string Version6 = "0123456789abcdefABCDEF:.";

    readonly int _size;
    readonly BigInteger _first;
    readonly BigInteger _last;

    /// <exception cref="FormatException">It is none of these.</exception>
    internal IpPattern(string pattern)
    {
        if (Parse(pattern) is { } single)
            (_size, _first, _last) = (single.Size, single.Value, single.Value);
        else if (pattern.Split('/') is [var network, var bits] && Parse(network) is { } prefix && int.TryParse(bits, out var length) && length >= 0 && length <= prefix.Size * 8)
        {
            var host = (BigInteger.One << ((prefix.Size * 8) - length)) - 1;
            (_size, _first, _last) = (prefix.Size, prefix.Value & ~host, prefix.Value | host);
        }
        else if (pattern.Split('-') is [var from, var to] && Parse(from) is { } low && Parse(to) is { } high && low.Size == high.Size && low.Value <= high.Value)
            (_size, _first, _last) = (low.Size, low.Value, high.Value);
        else
            throw new FormatException($"ip: invalid pattern: {PromQL.Syntax.GoText.Quote(pattern)}");
    }

    /// <summary>Whether the text has an address that belongs to the pattern.</summary>
    internal bool IsIn(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var charset = LooksLike4(text, i) ? Version4 : LooksLike6(text, i) ? Version6 : null;
            if (charset is null)
                continue;
            var length = text.AsSpan(i).IndexOfAnyExcept(charset);
            if (length < 0)
                length = text.Length - i;
            if (Parse(text.Substring(i, length)) is { } address && address.Size == _size && address.Value >= _first && address.Value <= _last)
                return true;
            i += length;
        }

        return false;
    }

    static (int Size, BigInteger Value)? Parse(string text)
    {
        // .NET takes forms such as "10" and "010.1" that are no addresses.
        var dotted = !text.Contains(':', StringComparison.Ordinal);
        if (dotted && (text.Count(static c => c == '.') != 3 || text.Split('.').Any(static p => p.Length is 0 or > 3 || (p.Length > 1 && p[0] == '0'))))
            return null;
        if (text.AsSpan().ContainsAny("[]%/ ") || !IPAddress.TryParse(text, out var address))
            return null;
        var bytes = address.GetAddressBytes();
        return (bytes.Length, new BigInteger(bytes, isUnsigned: true, isBigEndian: true));
    }

    static bool LooksLike4(string text, int at) =>
        at + 3 < text.Length && char.IsAsciiDigit(text[at]) && (text[at + 1] == '.' || text[at + 2] == '.' || text[at + 3] == '.');

    static bool LooksLike6(string text, int at)
    {
        if (text[at] == ':')
            return at + 2 < text.Length && text[at + 1] == ':' && char.IsAsciiHexDigit(text[at + 2]);
        for (var i = at; i < text.Length && i <= at + 4; i++)
        {
            if (text[i] == ':')
                return i > at;
            if (!char.IsAsciiHexDigit(text[i]))
                return false;
        }

        return false;
    }
}
