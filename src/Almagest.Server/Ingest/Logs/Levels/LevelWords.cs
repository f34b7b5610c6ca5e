using System.Buffers;
using System.Text;

namespace Almagest.Server.Ingest.Logs.Levels;

/// <summary>The words for levels, as Loki knows them (https://grafana.com/docs/loki/latest/get-started/labels/#default-labels-for-all-users).</summary>
static class LevelWords
{
    static readonly SearchValues<byte> Before = SearchValues.Create(" \t\n[({\"'=|"u8);
    static readonly SearchValues<byte> After = SearchValues.Create(" \t\n[](){}:,!\"'=|"u8);

    // Hot path: per line with a level.
    /// <summary>The level a value stands for; the value itself when it is no word for any.</summary>
    internal static ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> value)
    {
        var known = Known(value);
        return known.IsEmpty ? value : known;
    }

    /// <summary>The level a value stands for; empty when it is no word for any.</summary>
    internal static ReadOnlySpan<byte> Known(ReadOnlySpan<byte> value)
    {
        if (value.Length is < 3 or > 11)
            return [];
        return (value[0] | 0x20) switch
        {
            't' when Is(value, "trace"u8) || Is(value, "trc"u8) => "trace"u8,
            'd' when Is(value, "debug"u8) || Is(value, "dbg"u8) => "debug"u8,
            'i' when Is(value, "info"u8) || Is(value, "inf"u8) || Is(value, "information"u8) => "info"u8,
            'w' when Is(value, "warn"u8) || Is(value, "wrn"u8) || Is(value, "warning"u8) => "warn"u8,
            'e' when Is(value, "error"u8) || Is(value, "err"u8) => "error"u8,
            'c' when Is(value, "critical"u8) => "critical"u8,
            'f' when Is(value, "fatal"u8) => "fatal"u8,
            _ => [],
        };
    }

    // Hot path: per line that names its level nowhere else.
    /// <summary>The first word for a level that stands alone in a line; <c>unknown</c> when there is none.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> line)
    {
        for (var at = 0; at < line.Length;)
        {
            var level = At(line, at);
            if (!level.IsEmpty)
                return level;
            var boundary = line[at..].IndexOfAny(Before);
            if (boundary < 0)
                break;
            at += boundary + 1;
        }

        return "unknown"u8;
    }

    static ReadOnlySpan<byte> At(ReadOnlySpan<byte> line, int at) => (line[at] | 0x20) switch
    {
        't' when Stands(line, at, "trace"u8) => "trace"u8,
        'd' when Stands(line, at, "debug"u8) => "debug"u8,
        'f' when Stands(line, at, "fatal"u8) => "fatal"u8,
        'c' when Stands(line, at, "critical"u8) => "critical"u8,
        'e' when Stands(line, at, "error"u8) || Stands(line, at, "err"u8) => "error"u8,
        'w' when Stands(line, at, "warning"u8) || Stands(line, at, "warn"u8) => "warn"u8,
        'i' when Stands(line, at, "info"u8) => "info"u8,
        _ => [],
    };

    static bool Stands(ReadOnlySpan<byte> line, int at, ReadOnlySpan<byte> word)
    {
        var end = at + word.Length;
        return end <= line.Length && Is(line[at..end], word) && (end == line.Length || After.Contains(line[end]));
    }

    static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(value, word);
}
