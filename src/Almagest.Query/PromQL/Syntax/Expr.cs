using Almagest.Query.Common;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>What an expression evaluates to.</summary>
public enum ValueType
{
    /// <summary>A number.</summary>
    Scalar,

    /// <summary>A text.</summary>
    String,

    /// <summary>One sample per series.</summary>
    Vector,

    /// <summary>Several samples per series.</summary>
    Matrix,
}

/// <summary>A PromQL expression. The set of kinds is closed.</summary>
/// <param name="Span">Where it stands.</param>
public abstract record Expr(SourceSpan Span)
{
    /// <summary>What it evaluates to.</summary>
    public abstract ValueType Type { get; }
}

/// <summary>A number, also one written as a duration.</summary>
public sealed record NumberExpr(double Value, bool IsDuration, SourceSpan Span) : Expr(Span)
{
    /// <inheritdoc/>
    public override ValueType Type => ValueType.Scalar;
}

/// <summary>A text.</summary>
public sealed record StringExpr(string Value, SourceSpan Span) : Expr(Span)
{
    /// <inheritdoc/>
    public override ValueType Type => ValueType.String;
}

/// <summary>Parentheses, kept because they show in formatted text and in positions.</summary>
public sealed record ParenExpr(Expr Inner, SourceSpan Span) : Expr(Span)
{
    /// <inheritdoc/>
    public override ValueType Type => Inner.Type;
}

/// <summary>A sign before an expression.</summary>
public sealed record UnaryExpr(bool Negative, Expr Inner, SourceSpan Span) : Expr(Span)
{
    /// <inheritdoc/>
    public override ValueType Type => Inner.Type;
}

/// <summary>Which time <c>@</c> names.</summary>
public enum AtKind
{
    /// <summary>No <c>@</c>.</summary>
    None,

    /// <summary>A fixed time.</summary>
    Time,

    /// <summary>The start of the query.</summary>
    Start,

    /// <summary>The end of the query.</summary>
    End,
}

/// <summary>The <c>@</c> and <c>offset</c> of a selector or subquery.</summary>
/// <param name="At">Which time is named.</param>
/// <param name="AtMs">Unix milliseconds for <see cref="AtKind.Time"/>.</param>
/// <param name="OffsetMs">How far back to look, milliseconds; negative looks forward.</param>
/// <param name="OffsetExpr">The offset as an expression when it is more than a number; evaluated before the query runs.</param>
public sealed record TimeShift(AtKind At, long AtMs, long OffsetMs, Expr? OffsetExpr)
{
    /// <summary>Neither.</summary>
    public static TimeShift None { get; } = new(AtKind.None, 0, 0, null);
}

/// <summary>How samples at the edges of a range are treated.</summary>
public enum VectorExtension
{
    /// <summary>Only samples within the range.</summary>
    None,

    /// <summary><c>anchored</c>: the last sample before each edge stands at the edge.</summary>
    Anchored,

    /// <summary><c>smoothed</c>: values at the edges are interpolated.</summary>
    Smoothed,
}

/// <summary>An instant selector. <paramref name="Matchers"/> include the one for <c>__name__</c> that <paramref name="Name"/> stands for.</summary>
public sealed record VectorExpr(string Name, IReadOnlyList<LabelMatcher> Matchers, TimeShift Shift, VectorExtension Extension, SourceSpan Span) : Expr(Span)
{
    /// <inheritdoc/>
    public override ValueType Type => ValueType.Vector;
}

/// <summary>A range selector. <paramref name="RangeExpr"/> is set when the range is more than a number.</summary>
public sealed record MatrixExpr(VectorExpr Vector, long RangeMs, Expr? RangeExpr, SourceSpan Span) : Expr(Span)
{
    /// <inheritdoc/>
    public override ValueType Type => ValueType.Matrix;
}

/// <summary>A subquery. A step of 0 means the default evaluation interval.</summary>
public sealed record SubqueryExpr(Expr Inner, long RangeMs, Expr? RangeExpr, long StepMs, Expr? StepExpr, TimeShift Shift, SourceSpan Span) : Expr(Span)
{
    /// <inheritdoc/>
    public override ValueType Type => ValueType.Matrix;
}

/// <summary>A call of a function; <paramref name="Function"/> is its name in the catalog.</summary>
public sealed record CallExpr(string Function, ValueType ReturnType, IReadOnlyList<Expr> Arguments, SourceSpan Span) : Expr(Span)
{
    /// <inheritdoc/>
    public override ValueType Type => ReturnType;
}

/// <summary>An aggregation such as <c>sum by (job) (…)</c>; <paramref name="Parameter"/> is the first argument of <c>topk</c> and its like.</summary>
public sealed record AggregateExpr(string Operator, Expr Inner, Expr? Parameter, IReadOnlyList<string> Grouping, bool Without, SourceSpan Span) : Expr(Span)
{
    /// <inheritdoc/>
    public override ValueType Type => ValueType.Vector;
}

/// <summary>How many series of one side may match one of the other.</summary>
public enum MatchCardinality
{
    /// <summary>One to one.</summary>
    OneToOne,

    /// <summary><c>group_left</c>.</summary>
    ManyToOne,

    /// <summary><c>group_right</c>.</summary>
    OneToMany,

    /// <summary>Set operators.</summary>
    ManyToMany,
}

/// <summary>How series of two vectors are paired, and what stands in for the missing partner (<c>fill</c>).</summary>
public sealed record VectorMatching(MatchCardinality Cardinality, IReadOnlyList<string> Labels, bool On, IReadOnlyList<string> Include, double? FillLeft, double? FillRight);

/// <summary>A binary operation; <paramref name="Operator"/> as written: <c>+ - * / % ^ atan2 == != &lt; &lt;= &gt; &gt;= and or unless</c>, and duration or trimming operators.</summary>
public sealed record BinaryExpr(string Operator, Expr Left, Expr Right, VectorMatching? Matching, bool ReturnBool, SourceSpan Span) : Expr(Span)
{
    /// <inheritdoc/>
    public override ValueType Type => Left.Type == ValueType.Scalar && Right.Type == ValueType.Scalar ? ValueType.Scalar : ValueType.Vector;
}

/// <summary>
/// Arithmetic on durations, as a range, step or offset: <c>[5m + step()]</c>. <paramref name="Operator"/> is one of <c>+ - * / % ^ min_of max_of</c> with two sides,
/// a sign with only a right side, or <c>step</c> or <c>range</c> without sides. Leaves are <see cref="NumberExpr"/> in seconds.
/// </summary>
/// <param name="Operator">What it does.</param>
/// <param name="Left">Left side, if any.</param>
/// <param name="Right">Right side, if any.</param>
/// <param name="Wrapped">Whether it was written in parentheses.</param>
/// <param name="Span">Where it stands.</param>
public sealed record DurationExpr(string Operator, Expr? Left, Expr? Right, bool Wrapped, SourceSpan Span) : Expr(Span)
{
    /// <inheritdoc/>
    public override ValueType Type => ValueType.Scalar;
}
