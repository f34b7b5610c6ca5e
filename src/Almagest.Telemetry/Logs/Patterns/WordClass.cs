using System.Buffers;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Tells words that differ from line to line from those that say what kind of line it is.</summary>
static class WordClass
{
    /// <summary>Shorter ones may be words.</summary>
    internal const int ShortestHex = 8;

    static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);
    static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    static readonly byte[][] Calendar =
    [
        .. "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December"
            .Split(' ').SelectMany(static name => name.Length == 3 ? new[] { name } : [name, name[..3]]).Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    /// <summary>Whether a word is different each time.</summary>
    internal static bool IsVariable(ReadOnlySpan<byte> word)
    {
        if (word.ContainsAny(Digits))
            return !IsNumberedName(word);
        if (word.Count((byte)'/') >= 2)
            return true;
        var inner = word.Trim(".,:;()[]\"'"u8);
        if (inner.Length >= ShortestHex && !inner.ContainsAnyExcept(HexDigits))
            return true;
        if (inner.Length is < 3 or > 9 || inner[0] is < (byte)'A' or > (byte)'W')
            return false;
        foreach (var name in Calendar)
            if (inner.SequenceEqual(name))
                return true;
        return false;
    }

    /// <summary>A unit of bytes, which is one word or another depending on the number before it.</summary>
    internal static bool IsUnit(ReadOnlySpan<byte> word)
    {
        var unit = word.TrimEnd(",;.)"u8);
        return unit.Length is >= 1 and <= 3 && unit[^1] == (byte)'B' && unit.Length switch
        {
            1 => true,
            2 => IsPrefix(unit[0]),
            _ => IsPrefix(unit[0]) && unit[1] == (byte)'i',
        };
    }

    /// <summary>Length of <c>name=</c> at the beginning of a word, with what brackets and quotes are before it; 0 when there is none.</summary>
    internal static int KeyLength(ReadOnlySpan<byte> word)
    {
        var at = SkipOpening(word);
        if (at >= word.Length || !(char.IsAsciiLetter((char)word[at]) || word[at] == (byte)'_'))
            return 0;
        while (at < word.Length && (char.IsAsciiLetterOrDigit((char)word[at]) || word[at] is (byte)'_' or (byte)'.' or (byte)'-'))
            at++;
        return at < word.Length && word[at] == (byte)'=' ? at + 1 : 0;
    }

    // ssh2, eth0, SOCKS5: letters and one digit are a name. Where it does differ, that is seen from its neighbours.
    static bool IsNumberedName(ReadOnlySpan<byte> word)
    {
        var at = SkipOpening(word);
        var letters = at;
        while (at < word.Length && char.IsAsciiLetter((char)word[at]))
            at++;
        return at - letters >= 2 && at < word.Length && char.IsAsciiDigit((char)word[at]) && word[(at + 1)..].Trim("])}\"'>.,:;"u8).IsEmpty;
    }

    static int SkipOpening(ReadOnlySpan<byte> word)
    {
        var at = 0;
        while (at < word.Length && word[at] is (byte)'[' or (byte)'(' or (byte)'{' or (byte)'"' or (byte)'\'' or (byte)'<')
            at++;
        return at;
    }

    static bool IsPrefix(byte letter) => letter is (byte)'K' or (byte)'M' or (byte)'G' or (byte)'T';
}
