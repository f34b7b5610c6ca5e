using System.Text;
using Almagest.Model;

namespace Almagest.Server.Ingest.Logs.Levels;

/// <summary>The names of labels, attributes and fields that hold a level, in the order in which they are preferred.</summary>
static class LevelFields
{
    static readonly string[] Names =
    [
        "level", "LEVEL", "Level", "log.level", "severity", "SEVERITY", "Severity", "SeverityText", "lvl", "LVL", "Lvl",
        "severity_text", "Severity_Text", "SEVERITY_TEXT",
    ];

    static readonly byte[][] Utf8Names = [.. Names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The attribute that names a line's level outright.</summary>
    internal static ReadOnlySpan<byte> Detected => "detected_level"u8;

    /// <summary>The level that labels name; empty when none does.</summary>
    internal static byte[] OfLabels(IReadOnlyList<Label> labels)
    {
        foreach (var name in Names)
        {
            if (labels.FirstOrDefault(l => l.Name == name).Value is { } value)
                return LevelWords.Normalize(Encoding.UTF8.GetBytes(value)).ToArray();
        }

        return [];
    }

    /// <summary>Place of the preferred attribute that holds a level; -1 when none does.</summary>
    internal static int IndexOf(LineMetadata metadata)
    {
        foreach (var name in Utf8Names)
        {
            if (metadata.IndexOf(name) is >= 0 and var index)
                return index;
        }

        return -1;
    }

    // Hot path: per field of a JSON line.
    /// <summary>Whether a field of JSON holds the level: letters as in the list.</summary>
    internal static bool IsJsonField(ReadOnlySpan<byte> name) => RankOfField(name) < int.MaxValue;

    // Hot path: per attribute of a record.
    /// <summary>Rank of an attribute, -1 for the one that names the level outright, then 0 the best; <see cref="int.MaxValue"/> when it holds no level.</summary>
    internal static int Rank(ReadOnlySpan<byte> name) => name.SequenceEqual(Detected) ? -1 : RankOfField(name);

    static int RankOfField(ReadOnlySpan<byte> name)
    {
        if (!MayBe(name))
            return int.MaxValue;
        for (var rank = 0; rank < Utf8Names.Length; rank++)
        {
            if (name.SequenceEqual(Utf8Names[rank]))
                return rank;
        }

        return int.MaxValue;
    }

    // Hot path: per field of a logfmt line.
    /// <summary>Rank of a field of logfmt, 0 the best, whatever its letters' case; <see cref="int.MaxValue"/> when it holds no level.</summary>
    internal static int LogfmtRank(ReadOnlySpan<byte> name)
    {
        if (!MayBe(name))
            return int.MaxValue;
        for (var rank = 0; rank < Utf8Names.Length; rank++)
        {
            if (Ascii.EqualsIgnoreCase(name, Utf8Names[rank]))
                return rank;
        }

        return int.MaxValue;
    }

    // All names begin with l or s and have 3 to 13 letters: nearly every field of a line ends here.
    static bool MayBe(ReadOnlySpan<byte> name) => name.Length is >= 3 and <= 13 && (name[0] | 0x20) is 'l' or 's';
}
