using Almagest.ClickHouse.Formats;

namespace Almagest.Server.Ingest.Intake;

/// <summary>
/// One array per text of labels, as far as a table of fixed size remembers: most series repeat names and values of others, and an array of its own
/// for each of 14 texts takes 500 bytes a series. Safe for concurrent use.
/// </summary>
static class TextPool
{
    // A million bytes of references; texts that fall on the same place only drive each other out.
    const int Slots = 1 << 17;

    static readonly byte[]?[] Known = new byte[Slots][];

    /// <summary>An array with this content, which nobody may change.</summary>
    internal static byte[] Share(ReadOnlySpan<byte> text)
    {
        var slot = (int)(XxHash64.Hash(text) & (Slots - 1));
        if (Volatile.Read(ref Known[slot]) is { } known && text.SequenceEqual(known))
            return known;
        var added = text.ToArray();
        Volatile.Write(ref Known[slot], added);
        return added;
    }
}
