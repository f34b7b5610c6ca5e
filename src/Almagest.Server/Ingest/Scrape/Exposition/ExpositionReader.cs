using System.Buffers.Text;
using System.Text;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>
/// Reads Prometheus' text format 0.0.4 and 1.0.0 (https://prometheus.io/docs/instrumenting/exposition_formats/) and OpenMetrics 1.0
/// (https://prometheus.io/docs/specs/om/open_metrics_spec/) line by line, without copying: spans stay valid as long as the body.
/// </summary>
ref struct ExpositionReader(ReadOnlySpan<byte> body, bool isOpenMetrics)
{
    readonly ReadOnlySpan<byte> _body = body;
    int _at;
    bool _ended;

    /// <summary>Of a sample: name and labels as written, the key of its series. Of metadata: the family.</summary>
    internal ReadOnlySpan<byte> Series { get; private set; }

    /// <summary>Of metadata: the type, help or unit.</summary>
    internal ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>Of a sample.</summary>
    internal double Value { get; private set; }

    /// <summary>Of a sample: Unix milliseconds, if given.</summary>
    internal long? TimeMs { get; private set; }

    /// <summary>Of a sample: what stands behind <c>#</c>, without it; empty when there is no exemplar.</summary>
    internal ReadOnlySpan<byte> Exemplar { get; private set; }

    // Hot path: per line.
    /// <summary>Moves to the next entry.</summary>
    /// <exception cref="ExpositionException">The line is not valid.</exception>
    internal ExpositionEntry Next()
    {
        while (_at < _body.Length)
        {
            var rest = _body[_at..];
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            if (end < 0 && isOpenMetrics && !line.SequenceEqual("# EOF"u8))
                throw new ExpositionException("data does not end with # EOF");
            _at += line.Length + 1;
            if (_ended)
                throw new ExpositionException("unexpected data after # EOF");
            if (!isOpenMetrics)
                line = line.Trim(" \t\r"u8);
            if (line.Length == 0)
            {
                if (isOpenMetrics)
                    throw new ExpositionException("expected a valid start token, got \"\\n\" (\"INVALID\") while parsing: \"\\n\"");
                continue;
            }

            if (line[0] == '#')
            {
                if (ReadComment(line) is var entry and not ExpositionEntry.End)
                    return entry;
                continue;
            }

            ReadSample(line);
            return ExpositionEntry.Sample;
        }

        if (isOpenMetrics && !_ended && _body.Length > 0)
            throw new ExpositionException("data does not end with # EOF");
        return ExpositionEntry.End;
    }

    ExpositionEntry ReadComment(ReadOnlySpan<byte> line)
    {
        if (isOpenMetrics && line.SequenceEqual("# EOF"u8))
        {
            _ended = true;
            return ExpositionEntry.End;
        }

        var entry = Keyword(ref line);
        if (entry == ExpositionEntry.End)
            return isOpenMetrics ? throw new ExpositionException($"expected a valid start token, got {Quote(line)}") : entry;
        line = line.TrimStart(" \t"u8);
        var length = line[..1].SequenceEqual("\""u8) ? QuotedLength(line) : line.IndexOfAny((byte)' ', (byte)'\t') is >= 0 and var space ? space : line.Length;
        Series = line[..length].Trim((byte)'"');
        Text = line[length..].TrimStart(" \t"u8);
        if (FamilyRules.Check(entry, Series, Text, isOpenMetrics, hasText: length < line.Length) is { } fault)
            throw new ExpositionException(fault);
        return entry;
    }

    static ExpositionEntry Keyword(ref ReadOnlySpan<byte> line)
    {
        var rest = line[1..].TrimStart(" \t"u8);
        foreach (var (word, entry) in (ReadOnlySpan<(string, ExpositionEntry)>)[("HELP", ExpositionEntry.Help), ("TYPE", ExpositionEntry.Type), ("UNIT", ExpositionEntry.Unit)])
        {
            if (rest.Length > 5 && Ascii.Equals(rest[..4], word) && rest[4] is (byte)' ' or (byte)'\t')
            {
                line = rest[5..];
                return entry;
            }
        }

        return ExpositionEntry.End;
    }

    void ReadSample(ReadOnlySpan<byte> line)
    {
        var length = SeriesLength(line);
        Series = line[..length].TrimEnd(" \t"u8);
        var rest = line[length..].TrimStart(" \t"u8);
        if (isOpenMetrics && (length + 1 + rest.Length != line.Length || line[^1] == ' '))
            throw new ExpositionException($"expected one blank before the value and none at the end of a line while parsing: {Quote(line)}");
        Exemplar = default;
        if (isOpenMetrics && rest.IndexOf(" # "u8) is >= 0 and var hash)
        {
            Exemplar = rest[(hash + 3)..];
            rest = rest[..hash];
        }

        var space = rest.IndexOfAny((byte)' ', (byte)'\t');
        var number = space < 0 ? rest : rest[..space];
        if (!TryNumber(number, out var value))
            throw new ExpositionException($"{NumberFault(number)} while parsing: {Quote(line[..(line.Length - line[length..].TrimStart(" \t"u8).Length + number.Length)])}");
        Value = value;
        TimeMs = null;
        if (space < 0)
            return;
        var time = rest[space..].Trim(" \t"u8);
        if (time.Length > 0)
            TimeMs = Time(time);
    }

    /// <summary>Where name and labels end: behind the brace, or before the first blank.</summary>
    static int SeriesLength(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOfAny((byte)'{', (byte)' ', (byte)'\t');
        if (at < 0 || at == 0 && line[0] != '{')
            throw new ExpositionException($"expected a value after metric, got \"{Encoding.UTF8.GetString(line)}\"");
        if (line[at] != '{')
        {
            // The name may stand apart from its labels by blanks.
            var next = line[at..].TrimStart(" \t"u8);
            if (next.Length == 0 || next[0] != '{')
                return at;
            at = line.Length - next.Length;
        }

        for (at++; at < line.Length; at++)
        {
            if (line[at] == '}')
                return at + 1;
            if (line[at] == '"')
                at += QuotedLength(line[at..]) - 1;
        }

        throw new ExpositionException($"expected label name or \"}}\", got end of line in \"{Encoding.UTF8.GetString(line)}\"");
    }

    /// <summary>Bytes of the quoted text at the start, quotes included.</summary>
    internal static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var at = 1; at < text.Length; at++)
        {
            var next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                break;
            at += next;
            if (text[at] == '"')
                return at + 1;
            at++;
        }

        throw new ExpositionException($"a quoted text does not end: \"{Encoding.UTF8.GetString(text)}\"");
    }

    /// <exception cref="ExpositionException">It is no number.</exception>
    internal static double Number(ReadOnlySpan<byte> text) => TryNumber(text, out var value) ? value : throw new ExpositionException(NumberFault(text));

    // Hot path: per sample.
    internal static bool TryNumber(ReadOnlySpan<byte> text, out double value)
    {
        // What is beyond the range of a double is read as infinite, but is no number for Prometheus.
        if (Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && char.IsAsciiDigit((char)text[^1]) | text[^1] == '.')
            return double.IsFinite(value);
        var sign = text.Length > 0 && text[0] == '-' ? -1 : 1;
        var word = text.Length > 0 && text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        value = Ascii.EqualsIgnoreCase(text, "nan"u8) ? double.NaN : sign * double.PositiveInfinity;
        return double.IsNaN(value) || Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8);
    }

    static string NumberFault(ReadOnlySpan<byte> text) => text.IndexOfAny("pP_"u8) >= 0 ? "unsupported character in float"
        : $"strconv.ParseFloat: parsing {Quote(text)}: {(Utf8Parser.TryParse(text, out double _, out var used) && used == text.Length && text.Length > 0 ? "value out of range" : "invalid syntax")}";

    static string Quote(ReadOnlySpan<byte> text) => GoText.Quote(text);

    readonly long Time(ReadOnlySpan<byte> text)
    {
        if (isOpenMetrics)
        {
            var seconds = Number(text);
            return double.IsFinite(seconds) ? (long)(seconds * 1000) : throw new ExpositionException($"invalid timestamp {seconds}");
        }

        return Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length ? value
            : throw new ExpositionException($"expected timestamp or new record, got \"{Encoding.UTF8.GetString(text)}\"");
    }
}
