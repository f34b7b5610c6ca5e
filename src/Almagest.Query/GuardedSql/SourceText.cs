namespace Almagest.Query.GuardedSql;

/// <summary>Places in a query's text.</summary>
public static class SourceText
{
    /// <summary>Line and column, both counted from 1 and in UTF-16 units, of an offset in the text.</summary>
    public static (int Line, int Column) Position(string text, int offset)
    {
        var before = text.AsSpan(0, Math.Clamp(offset, 0, text.Length));
        return (before.Count('\n') + 1, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }

    /// <summary>The UTF-16 offset of a byte offset in the text's UTF-8 form: the store counts bytes.</summary>
    public static int OffsetOfByte(string text, int byteOffset)
    {
        var bytes = 0;
        var offset = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (bytes >= byteOffset) break;
            bytes += rune.Utf8SequenceLength;
            offset += rune.Utf16SequenceLength;
        }

        return offset;
    }
}
