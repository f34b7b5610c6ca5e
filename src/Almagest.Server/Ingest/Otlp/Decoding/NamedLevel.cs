using Almagest.Server.Ingest.Logs.Levels;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>The level that an attribute of a log record names, such as <c>level</c> or <c>severity</c>; it comes before the record's severity, as in Loki.</summary>
static class NamedLevel
{
    // Hot path: per log record.
    /// <summary>The level; empty when no attribute names one by a known word.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> record, AnyValueDecoder values, int maxBytes)
    {
        var best = int.MaxValue;
        ReadOnlySpan<byte> level = [];
        var attributes = new AttributeFields(record, 6);
        while (attributes.Next(out var key, out var value))
        {
            var rank = LevelFields.Rank(key);
            if (rank >= best)
                continue;
            values.Decode(value, maxBytes, out var text);
            best = rank;
            level = LevelWords.Known(text);
        }

        return level;
    }
}
