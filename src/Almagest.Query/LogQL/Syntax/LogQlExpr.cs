using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>A query: of lines or of numbers.</summary>
public abstract record LogQlExpr
{
    private protected LogQlExpr()
    {
    }

    /// <summary>The query in Loki's own form, which parses to the same tree.</summary>
    public sealed override string ToString() => LogQlPrinter.Print(this);
}

/// <summary>A query of lines: <c>{app="shop"} |= "error" | json</c>.</summary>
/// <param name="Matchers">Conditions on the labels of streams.</param>
/// <param name="Stages">What happens to each line, in order.</param>
public sealed record LogSelectorExpr(IReadOnlyList<LabelMatcher> Matchers, IReadOnlyList<StageExpr> Stages) : LogQlExpr;

/// <summary>A query of numbers.</summary>
public abstract record SampleExpr : LogQlExpr
{
    private protected SampleExpr()
    {
    }
}

/// <summary>Lines of a window: <c>{app="shop"} | unwrap ms [5m] offset 1h</c>.</summary>
/// <param name="Selector">Which lines.</param>
/// <param name="IntervalNano">Length of the window.</param>
/// <param name="OffsetNano">How far back the window is moved.</param>
/// <param name="Unwrap">Which label is the value; null when lines are counted.</param>
public sealed record LogRange(LogSelectorExpr Selector, long IntervalNano, long OffsetNano, Unwrap? Unwrap);

/// <summary>Makes a label's value the sample: <c>| unwrap duration(latency) | __error__=""</c>.</summary>
/// <param name="Conversion">bytes, duration, duration_seconds; empty for a plain number.</param>
/// <param name="Label">The label.</param>
/// <param name="Filters">Filters after the conversion, all of which must hold.</param>
public sealed record Unwrap(string Conversion, string Label, IReadOnlyList<LabelFilter> Filters);

/// <summary><c>by (…)</c> or <c>without (…)</c>.</summary>
/// <param name="Without">Whether the names are taken away instead of kept.</param>
/// <param name="Names">Names as they were written.</param>
public sealed record Grouping(bool Without, IReadOnlyList<string> Names)
{
    /// <summary>No grouping was written, or <c>by ()</c>: everything is one group.</summary>
    public bool IsSingle => !Without && Names.Count == 0;
}

/// <summary><c>rate({app="shop"}[5m])</c> and the like.</summary>
/// <param name="Operation">Its name in lower case.</param>
/// <param name="Range">The lines.</param>
/// <param name="Grouping">Grouping of its own; null when none was written.</param>
/// <param name="Parameter">The quantile of quantile_over_time.</param>
public sealed record RangeAggregationExpr(string Operation, LogRange Range, Grouping? Grouping, double? Parameter) : SampleExpr;

/// <summary><c>sum by (app) (…)</c> and the like.</summary>
/// <param name="Operation">Its name in lower case.</param>
/// <param name="Inner">What is aggregated.</param>
/// <param name="Grouping">Grouping; single when none was written.</param>
/// <param name="Parameter">k of topk, bottomk and approx_topk; else 0.</param>
public sealed record VectorAggregationExpr(string Operation, SampleExpr Inner, Grouping Grouping, int Parameter) : SampleExpr;

/// <summary>An operation on two sides.</summary>
/// <param name="Operator">The sign or word.</param>
/// <param name="Left">Left side.</param>
/// <param name="Right">Right side.</param>
/// <param name="Matching">How series of both sides find each other.</param>
public sealed record BinaryExpr(string Operator, SampleExpr Left, SampleExpr Right, Matching Matching) : SampleExpr;

/// <summary>How series of two sides find each other.</summary>
/// <param name="Bool">Comparisons give 0 or 1 instead of filtering.</param>
/// <param name="On">The names are what must agree, not what is ignored.</param>
/// <param name="Names">Names of on or ignoring; null when neither was written.</param>
/// <param name="Many">Which side may have many: left, right or neither.</param>
/// <param name="Include">Labels taken from the one side; null when no parenthesis was written.</param>
public sealed record Matching(bool Bool, bool On, IReadOnlyList<string>? Names, ManySide Many, IReadOnlyList<string>? Include);

/// <summary>Which side of an operation may have several series per match.</summary>
public enum ManySide
{
    /// <summary>One to one.</summary>
    None,

    /// <summary>group_left.</summary>
    Left,

    /// <summary>group_right.</summary>
    Right,
}

/// <summary>A number.</summary>
public sealed record LiteralExpr(double Value) : SampleExpr;

/// <summary><c>vector(1)</c></summary>
public sealed record VectorLiteralExpr(double Value) : SampleExpr;

/// <summary><c>label_replace(…)</c></summary>
/// <param name="Inner">The series.</param>
/// <param name="Target">Label that is set.</param>
/// <param name="Replacement">Template with groups.</param>
/// <param name="Source">Label that is read.</param>
/// <param name="Regex">Expression on its whole value.</param>
public sealed record LabelReplaceExpr(SampleExpr Inner, string Target, string Replacement, string Source, string Regex) : SampleExpr;

/// <summary>A part that is well written and still wrong: told after the whole text was read, as Loki does.</summary>
sealed record FaultyExpr(string Fault) : SampleExpr;
