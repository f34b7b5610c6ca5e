namespace Almagest.Server.Ingest.Logs.Levels;

/// <summary>Finds the level in a logfmt line: the value of the best-ranked field; the whole line is read unless the best of all comes.</summary>
static class LogfmtLevel
{
    // Hot path: per logfmt line.
    /// <summary>The level as it stands in the line; empty when there is none.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> line)
    {
        var best = int.MaxValue;
        var level = ReadOnlySpan<byte>.Empty;
        var reader = new LogfmtReader(line);
        while (reader.Next())
        {
            var rank = LevelFields.LogfmtRank(reader.Key);
            if (rank >= best)
                continue;
            best = rank;
            level = reader.Value;
            if (rank == 0)
                break;
        }

        return level;
    }
}
