using System.Runtime.CompilerServices;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>
/// The words of a text, those left out that are different each time: what has a digit, paths, long hexadecimal numbers, names of months and days,
/// units behind numbers. Reused from line to line; allocates nothing.
/// </summary>
sealed class LineTokens
{
    /// <summary>Stands for a word that differs; no word has it.</summary>
    internal const ulong Variable = 0;

    // What lies beyond makes no difference to what kind of line it is.
    const int MaxTokens = 96;
    const int MaxBytes = 1024;

    readonly Token[] _tokens = new Token[MaxTokens + 1];

    /// <summary>How many words there are.</summary>
    internal int Count { get; private set; }

    /// <summary>How many of them are not variable.</summary>
    internal int Constants { get; private set; }

    /// <summary>Hash of the form and all words in order.</summary>
    internal ulong Shape { get; private set; }

    internal ref readonly Token this[int index] => ref _tokens[index];

    /// <summary>What of a line they are the words of.</summary>
    internal PatternForm Form { get; private set; }

    internal void Clear(PatternForm form) => (Form, Count, Constants, Shape) = (form, 0, 0, Seed(form));

    /// <summary>The hash of no words: texts of different forms are different kinds.</summary>
    internal static ulong Seed(PatternForm form) => (ulong)form * 0xD6E8FEB86659FD93;

    // Hot path: per line.
    /// <summary>Reads the words of a text; of several lines those of the first.</summary>
    /// <param name="line">The bytes in which the text stands.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="form">What of the line it is.</param>
    internal void Read(ReadOnlySpan<byte> line, int start, int length, PatternForm form)
    {
        Clear(form);
        var end = start + Math.Min(length, MaxBytes);
        var at = start;
        while (at < end && Count < MaxTokens - 1)
        {
            var begin = at;
            while (at < end && line[at] is (byte)' ' or (byte)'\t' or (byte)'\r')
                at++;
            if (at == end || line[at] == (byte)'\n')
                break;
            var word = at;
            var traits = WordTraits.None;
            while (at < end && WordTraitTable.Of(line[at]) is var trait && trait != WordTraits.Blank)
            {
                traits |= trait;
                at++;
            }

            AddWord(line, word, at - word, traits, spaced: word > begin);
        }

        if (at < start + length && !line[at..(start + length)].Trim(" \t\r\n"u8).IsEmpty)
            Add(at, start + length - at, Variable, spaced: false);
    }

    /// <summary>Adds a word that stands for itself, whatever it looks like.</summary>
    internal void AddConstant(ReadOnlySpan<byte> line, int start, int length, bool spaced) => Add(start, length, HashOf(line.Slice(start, length)), spaced);

    /// <summary>Adds a word that differs.</summary>
    internal void AddVariable(int start, int length, bool spaced) => Add(start, length, Variable, spaced);

    internal bool IsFull => Count >= MaxTokens;

    /// <summary>The hash of a word that stands for itself.</summary>
    internal static ulong HashOf(ReadOnlySpan<byte> word) => XxHash64.Hash(word) is var hash && hash == Variable ? 1 : hash;

    /// <summary>What a word at a place adds to the hash of all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Part(ulong hash, int index)
    {
        // A sum, so that the hash with one word exchanged is found without adding up all others.
        var mixed = (hash + ((ulong)(index + 1) * 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9;
        return (mixed ^ (mixed >> 29)) * 0x94D049BB133111EB;
    }

    // A name before = stands for itself, what follows is judged on its own.
    void AddWord(ReadOnlySpan<byte> line, int start, int length, WordTraits traits, bool spaced)
    {
        if ((traits & WordTraits.Equal) != 0 && WordClass.KeyLength(line.Slice(start, length)) is > 0 and var key && key < length)
        {
            AddJudged(line, start, key, WordClass.TraitsOf(line.Slice(start, key)), spaced);
            AddJudged(line, start + key, length - key, WordClass.TraitsOf(line.Slice(start + key, length - key)), spaced: false);
            return;
        }

        // Most words have nothing but small letters and punctuation.
        if ((traits & (WordTraits.Digit | WordTraits.Slash | WordTraits.Capital)) == 0 && ((traits & WordTraits.NotHex) != 0 || length < WordClass.ShortestHex))
            AddConstant(line, start, length, spaced);
        else
            AddJudged(line, start, length, traits, spaced);
    }

    void AddJudged(ReadOnlySpan<byte> line, int start, int length, WordTraits traits, bool spaced)
    {
        var word = line.Slice(start, length);
        var variable = WordClass.IsVariable(word, traits) || (Count > 0 && _tokens[Count - 1].Hash == Variable && WordClass.IsUnit(word));
        Add(start, length, variable ? Variable : HashOf(word), spaced);
    }

    void Add(int start, int length, ulong hash, bool spaced)
    {
        if (Count > MaxTokens)
            return;
        _tokens[Count] = new Token(start, length, hash, spaced);
        Shape += Part(hash, Count);
        Count++;
        if (hash != Variable)
            Constants++;
    }

    /// <summary>A word.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="Length">Its length.</param>
    /// <param name="Hash">Its hash; <see cref="Variable"/> when it differs each time.</param>
    /// <param name="Spaced">Whether there is a blank before it.</param>
    internal readonly record struct Token(int Start, int Length, ulong Hash, bool Spaced);
}
