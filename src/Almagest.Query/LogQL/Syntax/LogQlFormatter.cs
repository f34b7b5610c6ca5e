using System.Globalization;
using System.Text;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>Writes a query over several lines where one line would be longer than 100 characters, as Loki's <c>format_query</c> does.</summary>
public static class LogQlFormatter
{
    const int MaxLine = 100;

    /// <summary>The query, formatted.</summary>
    /// <param name="expr">The query.</param>
    public static string Format(LogQlExpr expr) => Pretty(expr, 0, MaxLine);

    internal static string Pretty(LogQlExpr expr, int level, int width)
    {
        var plain = expr.ToString();
        if (Encoding.UTF8.GetByteCount(plain) <= width && expr is not LogSelectorExpr { Stages.Count: 0 })
            return Indent(level) + plain;
        return expr switch
        {
            LogSelectorExpr selector => Selector(selector, level),
            RangeAggregationExpr range => Range(range, level, width),
            VectorAggregationExpr vector => Vector(vector, level, width),
            BinaryExpr binary => $"{Pretty(binary.Left, level + 1, width)}\n{Indent(level)}{Operator(binary)}\n{Pretty(binary.Right, level + 1, width)}",
            LabelReplaceExpr replace => Replace(replace, level, width),
            _ => Indent(level) + plain,
        };
    }

    static string Operator(BinaryExpr binary) => binary.Matching is { Names.Count: 0, Bool: var returnsBool }
        ? returnsBool ? $"{binary.Operator} bool" : binary.Operator
        : LogQlPrinter.Print(binary.Operator, binary.Matching, ", ");

    static string Selector(LogSelectorExpr selector, int level)
    {
        var text = new StringBuilder(Indent(level) + LogQlPrinter.Print(selector.Matchers));
        for (var i = 0; i < selector.Stages.Count;)
        {
            // Line filters in a row are one line when they fit into one.
            var filters = selector.Stages.Skip(i).TakeWhile(static s => s is LineFilterExpr).Select(LogQlPrinter.Print).ToList();
            if (filters.Count > 0)
            {
                var row = string.Join(' ', filters);
                text.Append('\n').Append(Indent(level + 1)).AppendJoin('\n' + Indent(level + 1), Encoding.UTF8.GetByteCount(row) <= MaxLine ? [row] : filters);
                i += filters.Count;
                continue;
            }

            text.Append('\n').Append(selector.Stages[i] is DecolorizeExpr ? "" : Indent(level + 1)).Append(LogQlPrinter.Print(selector.Stages[i++]));
        }

        return text.ToString();
    }

    static string Range(RangeAggregationExpr range, int level, int width)
    {
        var text = new StringBuilder($"{Indent(level)}{range.Operation}(\n");
        if (range.Parameter is { } parameter)
            text.Append(CultureInfo.InvariantCulture, $"{Indent(level + 1)}{GoNumbers.Print(parameter)},\n");
        text.Append(Pretty(range.Range.Selector, level + 1, width));
        if (range.Range.Unwrap is { } unwrap)
            text.Append(CultureInfo.InvariantCulture, $"\n{Indent(level + 2)}{LogQlPrinter.Print(unwrap, "\n" + Indent(level + 2))}");
        text.Append(CultureInfo.InvariantCulture, $" [{LogQlPrinter.Interval(range.Range.IntervalNano)}]");
        if (range.Range.OffsetNano != 0)
            text.Append(CultureInfo.InvariantCulture, $" offset {LogQlPrinter.Interval(range.Range.OffsetNano)}");
        text.Append(CultureInfo.InvariantCulture, $"\n{Indent(level)})");
        return text.Append(range.Grouping is { } grouping ? Group(grouping) : "").ToString();
    }

    static string Vector(VectorAggregationExpr vector, int level, int width)
    {
        var parameter = vector.Parameter > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Indent(level + 1)}{vector.Parameter},\n") : "";
        return $"{Indent(level)}{vector.Operation}{Group(vector.Grouping)}(\n{parameter}{Pretty(vector.Inner, level + 1, width)}\n{Indent(level)})";
    }

    static string Replace(LabelReplaceExpr replace, int level, int width)
    {
        string[] texts = [replace.Target, replace.Replacement, replace.Source, replace.Regex];
        var arguments = texts.Select(text => Indent(level + 1) + GoText.Quote(text));
        return $"{Indent(level)}label_replace(\n{string.Join(",\n", [Pretty(replace.Inner, level + 1, width), .. arguments])}\n{Indent(level)})";
    }

    static string Group(Grouping grouping)
    {
        var word = grouping.Without ? " without" : grouping.Names.Count > 0 ? " by" : "";
        return grouping.Names.Count > 0 ? $"{word} ({string.Join(", ", grouping.Names)})" : word;
    }

    static string Indent(int level) => new(' ', level * 2);
}
