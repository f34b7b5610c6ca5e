using System.Buffers.Text;

namespace Almagest.Server.Ingest.StatsD;

/// <summary>What a line measures.</summary>
enum StatsDKind
{
    /// <summary><c>c</c>: added up.</summary>
    Counter,

    /// <summary><c>g</c>: set, or changed by a value with a sign.</summary>
    Gauge,

    /// <summary><c>ms</c>: a duration in milliseconds.</summary>
    Timer,

    /// <summary><c>h</c> and <c>d</c>: a measurement as it is.</summary>
    Distribution,

    /// <summary><c>s</c>: a member of a set, which is counted.</summary>
    Set,
}

/// <summary>
/// One line: <c>name:value[:value…]|type[|@rate][|#tag:value,…]</c>, as StatsD (https://github.com/statsd/statsd/blob/master/docs/metric_types.md) and
/// DogStatsD (https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/) write it. Sections nobody needs here (<c>c:</c>, <c>T</c>, <c>e:</c>,
/// <c>card:</c>) are passed over.
/// </summary>
readonly ref struct StatsDLine
{
    internal ReadOnlySpan<byte> Name { get; private init; }

    /// <summary>One or more values, apart by colons.</summary>
    internal ReadOnlySpan<byte> Values { get; private init; }

    internal StatsDKind Kind { get; private init; }

    /// <summary>The share of events that was sent: above 0, at most 1.</summary>
    internal double Rate { get; private init; }

    /// <summary><c>name:value</c> apart by commas.</summary>
    internal ReadOnlySpan<byte> Tags { get; private init; }

    // Hot path: per line.
    /// <summary>Reads a line; gives back what is wrong with it, or null.</summary>
    internal static string? TryRead(ReadOnlySpan<byte> line, out StatsDLine read)
    {
        read = default;
        var colon = line.IndexOf((byte)':');
        var bar = line.IndexOf((byte)'|');
        if (colon <= 0 || bar < colon)
            return "expected name:value|type";
        var rest = line[(bar + 1)..];
        if (Kinds(Section(ref rest)) is not { } kind)
            return "the type is not known: expected c, g, ms, h, d or s";
        var rate = 1.0;
        ReadOnlySpan<byte> tags = default;
        while (rest.Length > 0)
        {
            var section = Section(ref rest);
            if (section.StartsWith("@"u8) && !(Utf8Parser.TryParse(section[1..], out rate, out var used) && used == section.Length - 1 && rate is > 0 and <= 1))
                return "the sample rate is not between 0 and 1";
            if (section.StartsWith("#"u8))
                tags = section[1..];
        }

        read = new StatsDLine { Name = line[..colon], Values = line[(colon + 1)..bar], Kind = kind, Rate = rate, Tags = tags };
        return null;
    }

    static StatsDKind? Kinds(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'c'] => StatsDKind.Counter,
        [(byte)'g'] => StatsDKind.Gauge,
        [(byte)'m', (byte)'s'] => StatsDKind.Timer,
        [(byte)'h'] or [(byte)'d'] => StatsDKind.Distribution,
        [(byte)'s'] => StatsDKind.Set,
        _ => null,
    };

    static ReadOnlySpan<byte> Section(scoped ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'|');
        var section = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return section;
    }
}
