using System.Text.RegularExpressions;

namespace Almagest.Query.TraceQL;

/// <summary>Where an attribute is looked for.</summary>
public enum FieldScope
{
    /// <summary>The span's attributes, then the resource's.</summary>
    Any,

    /// <summary>The span.</summary>
    Span,

    /// <summary>The resource.</summary>
    Resource,

    /// <summary>Any of the span's events.</summary>
    Event,

    /// <summary>Any of the span's links.</summary>
    Link,

    /// <summary>The instrumentation scope.</summary>
    Instrumentation,
}

/// <summary>An expression over one span.</summary>
/// <param name="Position">Where it begins in the query, in characters.</param>
public abstract record FieldExpr(int Position);

/// <summary>A literal.</summary>
public sealed record StaticExpr(int Position, TqValue Value) : FieldExpr(Position);

/// <summary>A field every span has.</summary>
public sealed record IntrinsicExpr(int Position, Intrinsic Intrinsic) : FieldExpr(Position);

/// <summary>An attribute; with <paramref name="OfParent"/> of the parent span.</summary>
public sealed record AttributeExpr(int Position, FieldScope Scope, string Name, bool OfParent = false) : FieldExpr(Position);

/// <summary>A tag as Jaeger searches it: an attribute of span, resource or any event whose text is equal, whatever its type.</summary>
public sealed record TagExpr(string Key, string Text) : FieldExpr(0);

/// <summary>Minus or not.</summary>
public sealed record UnaryExpr(int Position, string Operator, FieldExpr Operand) : FieldExpr(Position);

/// <summary>Arithmetic, comparison or logic.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Operator">As written.</param>
/// <param name="Left">Left side.</param>
/// <param name="Right">Right side.</param>
/// <param name="Pattern">For =~ and !~: the right side, anchored at both ends.</param>
public sealed record BinaryExpr(int Position, string Operator, FieldExpr Left, FieldExpr Right, Regex? Pattern = null) : FieldExpr(Position);

/// <summary>Selects spans of a trace.</summary>
public abstract record SpansetExpr;

/// <summary><c>{ … }</c>.</summary>
public sealed record FilterExpr(FieldExpr Condition) : SpansetExpr;

/// <summary>Two sets related by logic or by their place in the tree.</summary>
public sealed record RelationExpr(string Operator, SpansetExpr Left, SpansetExpr Right) : SpansetExpr;

/// <summary>A pipeline in parentheses.</summary>
public sealed record NestedExpr(IReadOnlyList<Stage> Stages) : SpansetExpr;

/// <summary>What can be calculated with: a number for a set of spans, or series.</summary>
public abstract record Quantity;

/// <summary>A number for a set of spans.</summary>
public abstract record ScalarExpr : Quantity;

/// <summary>A literal number.</summary>
public sealed record ScalarStatic(TqValue Value) : ScalarExpr;

/// <summary>count, avg, min, max or sum.</summary>
public sealed record ScalarAggregate(string Function, FieldExpr? Argument) : ScalarExpr;

/// <summary>Arithmetic.</summary>
public sealed record ScalarBinary(string Operator, ScalarExpr Left, ScalarExpr Right) : ScalarExpr;

/// <summary>A pipeline in parentheses that ends in an aggregate.</summary>
public sealed record ScalarPipeline(IReadOnlyList<Stage> Stages, ScalarExpr Result) : ScalarExpr;

/// <summary>One step of a pipeline.</summary>
public abstract record Stage;

/// <summary>Keeps spans.</summary>
public sealed record SpansetStage(SpansetExpr Expression) : Stage;

/// <summary>Keeps sets of spans whose numbers compare.</summary>
public sealed record ScalarStage(string Operator, ScalarExpr Left, ScalarExpr Right) : Stage;

/// <summary>Splits sets by values.</summary>
public sealed record GroupStage(FieldExpr By) : Stage;

/// <summary>Names further fields of the answer.</summary>
public sealed record SelectStage(IReadOnlyList<FieldExpr> Fields) : Stage;

/// <summary>Joins sets that were split.</summary>
public sealed record CoalesceStage : Stage;

/// <summary>Makes series from spans: the first of the metrics stages.</summary>
/// <param name="Function">rate, count_over_time, min_over_time and so on, compare.</param>
/// <param name="Argument">The number that is measured.</param>
/// <param name="Numbers">Quantiles; for compare how many values of an attribute are kept, and optionally start and end of the selection.</param>
/// <param name="By">Labels.</param>
/// <param name="Selection">For compare.</param>
public sealed record MetricsStage(
    string Function, FieldExpr? Argument, IReadOnlyList<double> Numbers, IReadOnlyList<FieldExpr> By, FilterExpr? Selection) : Stage;

/// <summary>topk or bottomk.</summary>
public sealed record RankStage(bool Largest, int Count) : Stage;

/// <summary>Keeps the values of series that compare so.</summary>
public sealed record ThresholdStage(string Operator, double Value) : Stage;

/// <summary>Series: a metrics query, or what is calculated from some.</summary>
public abstract record SeriesExpr : Quantity;

/// <summary>The series of one metrics query.</summary>
public sealed record SeriesQuery(TraceQlQuery Query) : SeriesExpr;

/// <summary>Series of two sides that have the same labels, value by value; one without labels goes with every series of the other side.</summary>
public sealed record SeriesMath(string Operator, SeriesExpr Left, SeriesExpr Right) : SeriesExpr;

/// <summary>Every value and a number.</summary>
/// <param name="Operator">+, -, * or /.</param>
/// <param name="Series">The values.</param>
/// <param name="Number">The number.</param>
/// <param name="NumberFirst">True when it stands on the left.</param>
public sealed record SeriesScaled(string Operator, SeriesExpr Series, double Number, bool NumberFirst) : SeriesExpr;

/// <summary>What topk, bottomk and comparisons keep of series.</summary>
public sealed record SeriesKept(SeriesExpr Series, IReadOnlyList<Stage> Stages) : SeriesExpr;

/// <summary>A whole query.</summary>
/// <param name="Text">As written.</param>
/// <param name="Stages">Its stages; none when it calculates with the series of several queries.</param>
public sealed record TraceQlQuery(string Text, IReadOnlyList<Stage> Stages)
{
    /// <summary>The metrics stage, when the query asks for series.</summary>
    public MetricsStage? Metrics => Stages.OfType<MetricsStage>().FirstOrDefault();

    /// <summary>What is calculated from the series of several queries; null for a query with stages.</summary>
    public SeriesExpr? Calculation { get; init; }

    /// <summary>Whether the query asks for series.</summary>
    public bool AsksForSeries => Calculation is not null || Metrics is not null;

    /// <summary>What <c>with (…)</c> says: a wish about how it is run, by name.</summary>
    public IReadOnlyDictionary<string, TqValue> Hints { get; init; } = new Dictionary<string, TqValue>();
}
