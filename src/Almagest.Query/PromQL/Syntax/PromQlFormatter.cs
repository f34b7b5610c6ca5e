using System.Globalization;
using System.Text;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Writes expressions as PromQL, in the canonical form of Prometheus.</summary>
public static class PromQlFormatter
{
    /// <summary>On one line.</summary>
    public static string Format(Expr expr) => expr switch
    {
        NumberExpr { IsDuration: true } number => (number.Value < 0 ? "-" : "") + PromQlNumbers.FormatDuration(PromQlNumbers.ToMs(Math.Abs(number.Value))),
        NumberExpr number => PromQlNumbers.Format(number.Value),
        StringExpr text => GoText.Quote(text.Value),
        ParenExpr paren => $"({Format(paren.Inner)})",
        UnaryExpr unary => (unary.Negative ? "-" : "+") + Format(unary.Inner),
        VectorExpr vector => Selector(vector) + At(vector.Shift) + Extension(vector.Extension) + Offset(vector.Shift),
        MatrixExpr matrix => $"{Selector(matrix.Vector)}[{Duration(matrix.RangeMs, matrix.RangeExpr)}]{Extension(matrix.Vector.Extension)}{At(matrix.Vector.Shift)}{Offset(matrix.Vector.Shift)}",
        SubqueryExpr subquery => Format(subquery.Inner) + SubqueryWindow(subquery),
        CallExpr call => $"{call.Function}({string.Join(", ", call.Arguments.Select(Format))})",
        AggregateExpr aggregate => $"{AggregateHead(aggregate)}({(aggregate.Parameter is { } parameter ? Format(parameter) + ", " : "")}{Format(aggregate.Inner)})",
        BinaryExpr binary => $"{Format(binary.Left)} {Operator(binary)} {Format(binary.Right)}",
        DurationExpr duration => duration.Wrapped ? $"({Arithmetic(duration)})" : Arithmetic(duration),
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    /// <summary>On several lines where one would pass 100 bytes, indented by two blanks per level: Prometheus' <c>format_query</c>.</summary>
    public static string Pretty(Expr expr) => new PrettyPrinter(lineBytes: 100).Print(expr, 0);

    /// <summary>The operator of a binary expression with all that stands between the two sides.</summary>
    internal static string Operator(BinaryExpr binary) => binary.Operator + (binary.ReturnBool ? " bool" : "") + Matching(binary.Matching);

    /// <summary>An aggregation up to its parenthesis.</summary>
    internal static string AggregateHead(AggregateExpr aggregate) => (aggregate.Without, aggregate.Grouping.Count) switch
    {
        (true, _) => $"{aggregate.Operator} without ({Names(aggregate.Grouping)}) ",
        (_, > 0) => $"{aggregate.Operator} by ({Names(aggregate.Grouping)}) ",
        _ => aggregate.Operator,
    };

    /// <summary>What follows the expression of a subquery.</summary>
    internal static string SubqueryWindow(SubqueryExpr subquery)
    {
        var step = subquery.StepMs != 0 || subquery.StepExpr is not null ? Duration(subquery.StepMs, subquery.StepExpr) : "";
        return $"[{Duration(subquery.RangeMs, subquery.RangeExpr)}:{step}]{At(subquery.Shift)}{Offset(subquery.Shift)}";
    }

    static string Selector(VectorExpr vector)
    {
        var matchers = vector.Matchers
            .Where(matcher => !(matcher.Name == Labels.MetricName && matcher.Kind == MatchKind.Equal && matcher.Value == vector.Name && vector.Name.Length > 0))
            .Select(static matcher => $"{Name(matcher.Name)}{matcher.Operator}{GoText.Quote(matcher.Value)}")
            .Order(StringComparer.Ordinal).ToList();
        return matchers.Count == 0 ? vector.Name : $"{vector.Name}{{{string.Join(",", matchers)}}}";
    }

    static string Matching(VectorMatching? matching)
    {
        if (matching is null)
            return "";
        var text = new StringBuilder();
        var grouped = matching.Cardinality is MatchCardinality.ManyToOne or MatchCardinality.OneToMany;
        if (matching.Labels.Count > 0 || matching.On || grouped)
            text.Append(CultureInfo.InvariantCulture, $" {(matching.On ? "on" : "ignoring")} ({Names(matching.Labels)})");
        if (grouped)
            text.Append(CultureInfo.InvariantCulture, $" group_{(matching.Cardinality == MatchCardinality.ManyToOne ? "left" : "right")} ({Names(matching.Include)})");
        if (matching.FillLeft is { } both && both.Equals(matching.FillRight) && !double.IsNaN(both))
            return text.Append(CultureInfo.InvariantCulture, $" fill ({Short(both)})").ToString();
        if (matching.FillLeft is { } left)
            text.Append(CultureInfo.InvariantCulture, $" fill_left ({Short(left)})");
        if (matching.FillRight is { } right)
            text.Append(CultureInfo.InvariantCulture, $" fill_right ({Short(right)})");
        return text.ToString();
    }

    static string Arithmetic(DurationExpr duration) => duration switch
    {
        { Operator: "step" or "range" } => $"{duration.Operator}()",
        { Operator: "min_of" or "max_of", Left: { } left, Right: { } right } => $"{duration.Operator}({Format(left)}, {Format(right)})",
        { Left: { } left, Right: { } right } => $"{Format(left)} {duration.Operator} {Format(right)}",
        { Right: { } right } => (duration.Operator == "-" ? "-" : "") + Format(right),
        _ => throw new InvalidOperationException($"\"{duration.Operator}\" has no operand"),
    };

    static string At(TimeShift shift) => shift.At switch
    {
        AtKind.Time => string.Create(CultureInfo.InvariantCulture, $" @ {shift.AtMs / 1000.0:F3}"),
        AtKind.Start => " @ start()",
        AtKind.End => " @ end()",
        _ => "",
    };

    static string Offset(TimeShift shift) =>
        shift.OffsetExpr is { } computed ? $" offset {Format(computed)}" : shift.OffsetMs == 0 ? "" : $" offset {PromQlNumbers.FormatDuration(shift.OffsetMs)}";

    static string Extension(VectorExtension extension) => extension == VectorExtension.None ? "" : $" {extension.ToString().ToLowerInvariant()}";

    static string Duration(long ms, Expr? computed) => computed is null ? PromQlNumbers.FormatDuration(ms) : Format(computed);

    static string Names(IEnumerable<string> labels) => string.Join(", ", labels.Select(Name));

    // Names that are not plain words are quoted.
    static string Name(string label)
    {
        var plain = label.Length > 0 && !char.IsAsciiDigit(label[0]) && label.All(static c => c == '_' || char.IsAsciiLetterOrDigit(c));
        return plain ? label : GoText.Quote(label);
    }

    // Go's %v: an exponent outside 1e-4 to 1e21.
    static string Short(double value) =>
        value != 0 && Math.Abs(value) is < 1e-4 or >= 1e21 and < double.PositiveInfinity ? value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant() : PromQlNumbers.Format(value);
}
