using System.Text;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Scrape.Exposition;

namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>Types, helps and units a target tells before its samples; what did not change allocates nothing.</summary>
sealed class TargetFamilies
{
    readonly Dictionary<SeriesKey, Family> _byKey = [];
    readonly Dictionary<string, Family> _byName = new(StringComparer.Ordinal);

    /// <summary>Changes with what is told.</summary>
    internal int Version { get; private set; }

    // Hot path: per line of metadata.
    internal void Set(ExpositionEntry entry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        var key = SeriesKey.Of(name);
        if (!_byKey.TryGetValue(key, out var family))
        {
            _byKey[key] = family = new Family();
            _byName[Encoding.UTF8.GetString(name)] = family;
        }

        var known = family.Metadata;
        var before = entry switch { ExpositionEntry.Type => known.Type, ExpositionEntry.Help => family.RawHelp, _ => known.Unit };
        if (text.SequenceEqual(before))
            return;
        Version++;
        var told = text.ToArray();
        family.Metadata = entry switch
        {
            ExpositionEntry.Type => known with { Type = told.AsSpan().SequenceEqual("untyped"u8) ? SeriesMetadata.Unknown.Type : told },
            ExpositionEntry.Help => known with { Help = Encoding.UTF8.GetBytes(SeriesText.Unescape(Encoding.UTF8.GetString(told))) },
            _ => known with { Unit = told },
        };
        if (entry == ExpositionEntry.Help)
            family.RawHelp = told;
    }

    /// <summary>The metadata of the family a metric belongs to.</summary>
    internal SeriesMetadata Find(string metric)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["", "_bucket", "_sum", "_count", "_total", "_created", "_info"])
        {
            if (metric.EndsWith(suffix, StringComparison.Ordinal) && _byName.TryGetValue(metric[..^suffix.Length], out var family))
                return family.Metadata;
        }

        return SeriesMetadata.Unknown;
    }

    /// <summary>All families by name.</summary>
    internal Dictionary<string, FamilyText> Texts() => _byName.ToDictionary(static f => f.Key,
        static f => new FamilyText(Encoding.UTF8.GetString(f.Value.Metadata.Type), Encoding.UTF8.GetString(f.Value.Metadata.Help), Encoding.UTF8.GetString(f.Value.Metadata.Unit)),
        StringComparer.Ordinal);

    sealed class Family
    {
        internal SeriesMetadata Metadata { get; set; } = SeriesMetadata.Unknown;

        internal byte[] RawHelp { get; set; } = [];
    }
}
