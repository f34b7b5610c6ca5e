using System.Buffers;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Tells words that differ from line to line from those that say what kind of line it is.</summary>
static class WordClass
{
    /// <summary>Shorter ones may be words.</summary>
    internal const int ShortestHex = 8;

    static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);
    static readonly bool[] Punctuation = Marks(".,:;()[]\"'");
    static readonly bool[] Opening = Marks("[({\"'<");
    static readonly bool[] Closing = Marks("])}\"'>.,:;");

    // By the first letter: most words have none of these.
    static readonly byte[][][] Calendar = ByFirstLetter(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December");

    /// <summary>Whether a word is different each time.</summary>
    internal static bool IsVariable(ReadOnlySpan<byte> word, WordTraits traits)
    {
        if ((traits & WordTraits.Digit) != 0)
            return !IsNumberedName(word);
        if ((traits & WordTraits.Slash) != 0 && word.Count((byte)'/') >= 2)
            return true;
        if ((traits & WordTraits.NotHex) == 0 && Inner(word) is { Length: >= ShortestHex } hex && !hex.ContainsAnyExcept(HexDigits))
            return true;
        if ((traits & WordTraits.Capital) == 0)
            return false;
        var inner = Inner(word);
        if (inner.Length is < 3 or > 9)
            return false;
        foreach (var name in Calendar[inner[0]])
            if (inner.SequenceEqual(name))
                return true;
        return false;
    }

    /// <summary>What the bytes of a word tell.</summary>
    internal static WordTraits TraitsOf(ReadOnlySpan<byte> word)
    {
        var traits = WordTraits.None;
        foreach (var value in word)
            traits |= WordTraitTable.Of(value);
        return traits;
    }

    /// <summary>A unit of bytes, which is one word or another depending on the number before it.</summary>
    internal static bool IsUnit(ReadOnlySpan<byte> word)
    {
        var unit = word.Length > 8 ? [] : word.TrimEnd(",;.)"u8);
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
        if (at - letters < 2 || at >= word.Length || !char.IsAsciiDigit((char)word[at]))
            return false;
        for (at++; at < word.Length; at++)
            if (!Closing[word[at]])
                return false;
        return true;
    }

    static int SkipOpening(ReadOnlySpan<byte> word)
    {
        var at = 0;
        while (at < word.Length && Opening[word[at]])
            at++;
        return at;
    }

    static ReadOnlySpan<byte> Inner(ReadOnlySpan<byte> word)
    {
        while (word.Length > 0 && Punctuation[word[0]])
            word = word[1..];
        while (word.Length > 0 && Punctuation[word[^1]])
            word = word[..^1];
        return word;
    }

    static bool IsPrefix(byte letter) => letter is (byte)'K' or (byte)'M' or (byte)'G' or (byte)'T';

    static bool[] Marks(string marks)
    {
        var table = new bool[256];
        foreach (var mark in marks)
            table[mark] = true;
        return table;
    }

    static byte[][][] ByFirstLetter(string names)
    {
        var all = names.Split(' ').SelectMany(static name => name.Length == 3 ? new[] { name } : [name, name[..3]]).ToLookup(static name => name[0], System.Text.Encoding.UTF8.GetBytes);
        return [.. Enumerable.Range(0, 256).Select(letter => all[(char)letter].ToArray())];
    }
}
