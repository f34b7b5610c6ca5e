using System.Globalization;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>Writes a query on one line, as Loki's messages and <c>format_query</c> have it.</summary>
static class LogQlPrinter
{
    internal static string Print(LogQlExpr expr) => expr switch
    {
        LogSelectorExpr selector => string.Join(" ", [Print(selector.Matchers), .. selector.Stages.Select(Print)]),
        RangeAggregationExpr range => $"{range.Operation}({(range.Parameter is { } p ? PromQlNumbers.Format(p) + "," : "")}{Print(range.Range)}){(range.Grouping is { } g ? Print(g) : "")}",
        VectorAggregationExpr vector =>
            $"{vector.Operation}{(vector.Grouping.IsSingle ? "" : Print(vector.Grouping))}({(vector.Parameter > 0 ? vector.Parameter.ToString(CultureInfo.InvariantCulture) + "," : "")}{vector.Inner})",
        BinaryExpr binary => $"({binary.Left} {Print(binary.Operator, binary.Matching, ",")} {binary.Right})",
        LiteralExpr literal => GoNumbers.Print(literal.Value),
        VectorLiteralExpr vector => string.Create(CultureInfo.InvariantCulture, $"vector({vector.Value:0.000000})"),
        LabelReplaceExpr replace =>
            $"label_replace({replace.Inner},{GoText.Quote(replace.Target)},{GoText.Quote(replace.Replacement)},{GoText.Quote(replace.Source)},{GoText.Quote(replace.Regex)})",
        FaultyExpr faulty => faulty.Fault,
        _ => throw new InvalidOperationException($"expression {expr.GetType().Name} has no text"),
    };

    internal static string Print(IEnumerable<LabelMatcher> matchers) => $"{{{string.Join(", ", matchers.Select(Print))}}}";

    internal static string Print(LabelMatcher matcher) => $"{matcher.Name}{matcher.Operator}{GoText.Quote(matcher.Value)}";

    internal static string Print(LogRange range)
    {
        var offset = range.OffsetNano == 0 ? "" : $" offset {GoDurations.Format(range.OffsetNano)}";
        return $"{range.Selector}{(range.Unwrap is { } unwrap ? " " + Print(unwrap, " ") : "")}[{Interval(range.IntervalNano)}]{offset}";
    }

    internal static string Print(Unwrap unwrap, string between)
    {
        var label = unwrap.Conversion.Length == 0 ? unwrap.Label : $"{unwrap.Conversion}({unwrap.Label})";
        return string.Join(between, [$"| unwrap {label}", .. unwrap.Filters.Select(static f => $"| {Print(f)}")]);
    }

    internal static string Interval(long nanos) => PromQlNumbers.FormatDuration(nanos / 1_000_000);

    internal static string Print(Grouping grouping) => $" {(grouping.Without ? "without" : "by")} ({string.Join(",", grouping.Names)})";

    internal static string Print(string op, Matching matching, string comma)
    {
        var text = matching.Bool ? $"{op} bool" : op;
        if (matching.Names is not { } names || (!matching.On && names.Count == 0))
            return text;
        var group = matching.Many switch { ManySide.Left => "group_left", ManySide.Right => "group_right", _ => "" };
        if (matching.Include is { } include)
            group = $"{group} ({string.Join(comma, include)})";
        return $"{text} {(matching.On ? "on" : "ignoring")} ({string.Join(comma, names)}) {group}";
    }

    internal static string Print(StageExpr stage) => stage switch
    {
        LineFilterExpr filter => $"{filter.Operator} {string.Join(" or ", filter.Choices.Select(static c => c.IsIp ? $"ip({GoText.Quote(c.Text)})" : GoText.Quote(c.Text)))}",
        JsonExpr json => $"| json{Extractions(json.Extractions)}",
        LogfmtExpr logfmt => $"| logfmt{(logfmt.Strict ? " --strict" : "")}{(logfmt.KeepEmpty ? " --keep-empty" : "")}{Extractions(logfmt.Extractions)}",
        RegexpExpr regexp => $"| regexp {GoText.Quote(regexp.Regex)}",
        PatternExpr pattern => $"| pattern {GoText.Quote(pattern.Pattern)}",
        UnpackExpr => "| unpack",
        LabelFilterExpr filter => $"| {Print(filter.Filter)}",
        LineFormatExpr format => $"| line_format {GoText.Quote(format.Template)}",
        LabelFormatExpr format => $"| label_format {string.Join(",", format.Formats.Select(static f => $"{f.Label}={(f.Rename ? f.Value : GoText.Quote(f.Value))}"))}",
        DecolorizeExpr => "| decolorize",
        DropExpr drop => $"| drop {Named(drop.Labels)}",
        KeepExpr keep => $"| keep {Named(keep.Labels)}",
        _ => throw new InvalidOperationException($"stage {stage.GetType().Name} has no text"),
    };

    internal static string Print(LabelFilter filter) => filter switch
    {
        BothFilter both => $"( {Print(both.Left)} {(both.And ? "," : "or")} {Print(both.Right)} )",
        TextFilter { Matcher: { Kind: MatchKind.Regex } matcher } when !IsPlain(matcher.Value) && !matcher.Value.Contains('`', StringComparison.Ordinal) => $"{matcher.Name}=~`{matcher.Value}`",
        TextFilter text => Print(text.Matcher),
        NumberFilter number => $"{number.Label}{number.Operator}{PromQlNumbers.Format(number.Value)}",
        DurationFilter duration => $"{duration.Label}{duration.Operator}{GoDurations.Format(duration.Nanos)}",
        BytesFilter bytes => $"{bytes.Label}{bytes.Operator}{ByteSizes.Format(bytes.Bytes).Replace(" ", "", StringComparison.Ordinal)}",
        IpFilter ip => $"{ip.Label}{(ip.Negative ? "!=" : "=")}ip({GoText.Quote(ip.Pattern)})",
        _ => throw new InvalidOperationException($"filter {filter.GetType().Name} has no text"),
    };

    // Loki makes simpler filters of such expressions, and prints those otherwise.
    static bool IsPlain(string regex)
    {
        var text = regex.StartsWith("(?i)", StringComparison.Ordinal) ? regex.AsSpan(4) : regex;
        for (var i = 0; i < text.Length; i++)
        {
            if ((text[i] == '\\' && i + 1 < text.Length && !char.IsAsciiLetterOrDigit(text[i + 1])) || (text[i] == '.' && i + 1 < text.Length && text[i + 1] is '*' or '+'))
                i++;
            else if ("[]{}\\.+*?^$".Contains(text[i], StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    static string Extractions(IReadOnlyList<Extraction> extractions) =>
        extractions.Count == 0 ? "" : " " + string.Join(",", extractions.Select(static e => $"{e.Label}={GoText.Quote(e.Path)}"));

    static string Named(IReadOnlyList<NamedLabel> labels) => string.Join(",", labels.Select(static l => l.Matcher is null ? l.Name : Print(l.Matcher)));
}
